"""Press requests over HTTP."""
