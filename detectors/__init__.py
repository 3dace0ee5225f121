"""Pure core: a mention goes in, a signal comes out. No clock, network, file or random source."""
