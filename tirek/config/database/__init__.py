"""Django's SQLite backend with a pen, and the router that keeps sessions in a file of their own."""
