// Nothing of its own: what is wanted of these libraries is their precompiled header.
