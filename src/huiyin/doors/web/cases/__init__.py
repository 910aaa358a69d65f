"""Cases at the desk: the list, the page with what is lawful next, the steps' forms, the review, and the feed of limits."""
