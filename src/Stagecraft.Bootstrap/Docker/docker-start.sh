# Starts and enables a Docker that is installed, and proves that it starts a container. Needs docker.sh.
# docker-start
docker_begin
docker_start
docker_prove
