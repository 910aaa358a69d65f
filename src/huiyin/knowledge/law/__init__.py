"""The law as data: the statute book (`book/*.toml`) and its reader, the working-day calendar, the clocks."""
