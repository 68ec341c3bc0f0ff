# Starts and enables a Docker that is installed. Needs docker.sh.
# docker-start
docker_start
