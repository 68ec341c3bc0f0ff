# Sets up where the fake network's packages come from.
# fake-network-source CODENAME
