"""The diagnosis: what works here and what does not, each with its mend; and the file that is sent to the support.

One list of checks (``run_checks``) serves ``cosmic-login doctor``, the window's view and the support file.
"""
