"""The law as data: the statute book (`book/*.toml`), its typed reader, the calendar of working days and the clocks."""
