# Takes the host out of the fake network.
:
