"""How people and systems come in. A door parses, calls one action or query, and renders; it holds no rule of its own."""
