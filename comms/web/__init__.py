"""The shared grammar of the pages: base templates, components, sign-in."""
