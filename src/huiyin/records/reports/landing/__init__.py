"""Landing zone: opens files nobody vouches for and turns their rows into clean, typed fields.

Free of the database. A file is read by a child process with little memory and time (`workbook`, `child`);
what it sends back is found to have a header (`header`), bound to a mapping (`mapping`) and typed row by row
(`bound`). Every refusal says in Chinese and English what is wrong, where, and what to do (`errors`).
"""
