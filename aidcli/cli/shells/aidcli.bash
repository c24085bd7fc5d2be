# Completion of aidcli for bash 4.4 or later. To load it, put this into ~/.bashrc:
#     source <(aidcli completion bash)
_aidcli() {
    local lines line word=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    mapfile -t lines < <(AIDCLI_COMPLETE=bash aidcli "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    for line in "${lines[@]}"; do
        line=${line%%$'\t'*}
        [[ $word == [\"\']* ]] || printf -v line %q "$line"
        COMPREPLY+=("${line//\\,/,}")
    done
    [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != */ ]] || compopt -o nospace
}
complete -o default -o nosort -F _aidcli aidcli
