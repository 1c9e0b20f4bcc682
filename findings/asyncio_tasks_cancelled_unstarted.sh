#!/usr/bin/env bash
# Python 3.11.7, asyncio alone: a task that is cancelled before its first step runs none of its code, so no "finally" and no "with" of it.
# Who accepts a socket and hands it to a task that is to close it, and cancels such tasks when the server ends, leaves open those that came
# last: it takes a busy machine to be seen. asyncio's own server makes such a task for each connection (_accept_connection2), so a TLS server
# that ends while clients connect leaves sockets that are in no list. A done-callback of the task is called in each case, also in this one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/run.py" <<'PY'
import asyncio
import socket


async def serve(connection):
    try:
        await asyncio.sleep(3600)
    finally:
        connection.close()


async def ended(after_a_step, by_callback):
    ours, theirs = socket.socketpair()
    task = asyncio.create_task(serve(ours))
    if by_callback:
        task.add_done_callback(lambda _: ours.close())
    if after_a_step:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    closed = ours.fileno() < 0
    ours.close()
    theirs.close()
    return closed


print("closed by finally, cancelled after its first step:", asyncio.run(ended(True, False)))
print("closed by finally, cancelled before it:", asyncio.run(ended(False, False)))
print("closed by a callback, cancelled before it:", asyncio.run(ended(False, True)))
PY
python3 --version
python3 "$work/run.py" | tee "$work/seen"
printf '%s\n' 'closed by finally, cancelled after its first step: True' 'closed by finally, cancelled before it: False' \
  'closed by a callback, cancelled before it: True' | diff - "$work/seen"
echo "as described"
