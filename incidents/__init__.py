"""Pure core: a signal or a command goes in, an incident and its effects come out."""
