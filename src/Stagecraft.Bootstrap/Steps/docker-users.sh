# Adds users to the group docker.
# docker-users USERS...
for user; do
    attempt 20 gpasswd --add "$user" docker || fail users "$(reason "gpasswd --add $user docker")"
done
