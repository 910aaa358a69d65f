"""What an operator watches the pages by: health, request ids, log lines, figures, and the address of who asks."""
