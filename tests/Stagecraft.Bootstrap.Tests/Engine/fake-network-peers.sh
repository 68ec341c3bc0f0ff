# Asks which other nodes the fake network shows.
