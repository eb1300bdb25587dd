"""The commands of `tirek` that need the house, one module each; tirek/config/cli.py lists them."""
