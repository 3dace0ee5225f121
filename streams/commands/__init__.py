"""The commands of `tocsin`, one module each; every one exports `command`."""
