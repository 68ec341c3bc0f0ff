# Starts and enables an installed Docker, and verifies that it starts a container. Needs docker.sh.
# docker-start
docker_begin
docker_start
docker_prove
