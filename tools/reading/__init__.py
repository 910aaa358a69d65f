"""How the learned reader is trained and measured. Needs the development environment."""
