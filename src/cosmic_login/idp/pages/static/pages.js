"use strict";

// What the pages do by themselves where scripts run. Each of them works without: by its buttons, and by being read anew.
(() => {
  const said = (name, text) => {
    const place = document.getElementById(name);
    if (place && place.textContent !== text) {
      place.textContent = text;
      place.hidden = !text;
    }
  };

  // -- an order under way: look each second, or when there is news; show what is the case, leave when it has moved on
  const order = document.querySelector("[data-state]");
  const every = order ? Number(order.dataset.every) : 0;
  let looks = 0;
  let hint = "";

  const show = (now) => {
    said("says", now.says);
    said("left", now.left);
    said("renewals", now.renewals);
    said("read", now.readable ? "" : now.code_name);
    const code = document.getElementById("code");
    if (code) {
      code.hidden = !now.readable;
    }
    if (code && now.readable) {
      looks += 1;
      code.alt = now.code_name;
      code.src = `${order.dataset.picture}?${looks}`;
    } else if (now.readable) {
      location.replace(order.dataset.address); // the page came without a code, and there is one now
    }
  };

  const look = async () => {
    const asked = Date.now();
    let soon = false;
    try {
      const address = `${order.dataset.state}?hint=${encodeURIComponent(hint)}`;
      const answer = await fetch(address, { cache: "no-store", headers: { Prefer: `wait=${every / 1000}` } });
      const now = await answer.json();
      if (now.state !== "order") {
        location.replace(order.dataset.address);
        return;
      }
      soon = now.hint !== hint || Date.now() - asked > every / 2; // it was news, or was waited for
      hint = now.hint;
      show(now);
    } catch {
      said("says", order.dataset.unreached);
    }
    setTimeout(look, soon ? 0 : every);
  };

  if (order) {
    setTimeout(look, every);
  }

  // -- an answer that the browser carries to a system --------------------------------------------------------------
  const answer = document.querySelector("form[data-carried]");
  if (answer) {
    answer.submit();
  }

  // -- a page that leads on: when all its frames have answered (a log-out), or after a while --------------------------
  const leaving = document.querySelector("[data-onward]");
  if (leaving) {
    let gone = false;
    const onward = () => {
      if (!gone) {
        gone = true;
        location.replace(leaving.dataset.onward);
      }
    };
    if (leaving.dataset.within) {
      addEventListener("load", onward); // the frames' too
    }
    setTimeout(onward, Number(leaving.dataset.within || leaving.dataset.after));
  }

  // -- many choices: letters narrow them ---------------------------------------------------------------------------
  const filter = document.getElementById("filter");
  if (filter) {
    filter.parentElement.hidden = false;
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/);
      let left = 0;
      document.querySelectorAll(".options > li").forEach((option) => {
        const text = option.textContent.toLowerCase();
        option.hidden = !words.every((word) => text.includes(word));
        left += option.hidden ? 0 : 1;
      });
      said("nothing", left ? "" : filter.dataset.nothing);
    });
  }
})();
