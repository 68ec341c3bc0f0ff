answer before yes
exit 7
