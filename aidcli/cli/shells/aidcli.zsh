#compdef aidcli
# Completion of aidcli for zsh. To load it, put this into ~/.zshrc after compinit:
#     source <(aidcli completion zsh)
_aidcli() {
    local line
    local -a values shown
    for line in "${(@f)$(AIDCLI_COMPLETE=zsh aidcli "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        [[ -n $line ]] || continue
        values+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
    done
    if (( $#values )); then
        [[ $#values == 1 && ${values[1]} == */ ]] && compadd -S '' -- "${values[1]}" || compadd -V aidcli -l -d shown -a -- values
    else
        _files
    fi
}
compdef _aidcli aidcli
