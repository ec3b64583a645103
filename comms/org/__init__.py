"""Units with validity and succession; people and the roles they hold in units."""
