answer joined "$1"
