answer read "$(cat; echo end)"
cat
if read -r line; then answer line "$line"; fi
