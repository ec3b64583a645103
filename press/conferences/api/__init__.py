"""Press conferences over HTTP."""
