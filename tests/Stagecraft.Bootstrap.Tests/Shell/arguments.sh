answer count "$#"
answer first "$1"
answer last "$3"
answer secret "$secret"
