"""How fast the house takes letters in and reads drafts, beside plain baselines on the same disk (`make bench`). See README.md."""
