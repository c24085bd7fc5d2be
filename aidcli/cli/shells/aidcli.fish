# Completion of aidcli for fish. To load it, put this into ~/.config/fish/config.fish:
#     aidcli completion fish | source
function __aidcli_offers
    set -l words (commandline -opc) (commandline -ct)
    set -l found (AIDCLI_COMPLETE=fish command aidcli $words[2..-1] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c aidcli -f -k -a '(__aidcli_offers)'
