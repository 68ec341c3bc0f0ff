answer mine "$secret"
answer child "$(env | grep -c hush)"
answer name "$(env | grep -c '^secret=')"
