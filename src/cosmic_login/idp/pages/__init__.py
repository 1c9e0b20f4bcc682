"""The pages that a person meets in a browser: HTML made here, with a strict policy and no script that is needed."""
