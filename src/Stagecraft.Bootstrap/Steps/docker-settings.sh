# Probes the configured settings of Docker, and who can use it. Reads only. The owner's values may be secrets, so answers that
# contain them are private. Needs docker.sh and docker-files.sh.
# docker-settings LOGIN_USER|- daemon|- proxy|- hold|- USERS...
login=$1
daemon=$2
proxy=$3
hold=$4
shift 4

if [ "$login" != - ]; then
    case " $(ask id -nG "$login") " in
        *' docker '*) ;;
        *) answer login "$login" ;;
    esac
fi

# shellcheck disable=SC2154 # docker-files.sh sets them
if [ "$daemon" != - ] && [ -e "$docker_file" ]; then
    answer file yes
    answer private_file "$(ask base64 -w 0 "$docker_file")"
fi
# shellcheck disable=SC2154
if [ "$proxy" != - ] && [ -e "$docker_proxy_unit" ]; then
    answer private_proxy "$(ask base64 -w 0 "$docker_proxy_file")"
fi
if [ "$daemon$proxy" != -- ]; then
    quote private_info docker info --format '{{json .}}'
    ! docker_is_unloaded || answer unloaded yes
fi

if [ "$hold" != - ]; then
    # "hi" is installed and held. https://manpages.debian.org/dpkg-query.1
    # shellcheck disable=SC2016 # dpkg-query's own format
    known=$(ask dpkg-query --show --showformat '${db:Status-Abbrev} ${Package}\n' \
        docker.io docker-cli containerd runc docker-ce docker-ce-cli containerd.io)
    answer held "$(printf '%s\n' "$known" | awk '$1 == "hi" { printf "%s%s", separator, $2; separator = "," }')"
    answer unheld "$(printf '%s\n' "$known" | awk '$1 == "ii" { printf "%s%s", separator, $2; separator = "," }')"
fi

number=0
for user; do
    number=$((number + 1))
    groups=$(ask id -nG "$user")
    case " $groups " in
        '  ') answer "user_$number" missing ;;
        *' docker '*)
            if docker_works_for "$user"; then
                answer "user_$number" ready
            else
                answer "user_$number" fails
                answer "error_$number" "$(reason 'docker version')"
            fi
            ;;
        *) answer "user_$number" outside ;;
    esac
done
