: # what is asked stands in the library
