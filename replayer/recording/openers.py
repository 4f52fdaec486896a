"""Which commands may lead to a prompt that nothing announces: those that open shells may, those that print may not.

What a command prints may hold prompts, too: a script, a manual, an old session, or a line that is meant to be taken for
one.
"""

from __future__ import annotations

import re

_OPENS_SHELL = re.compile(
    r"(?:^|[\s;&|(/])(?:(?:ba|z|fi|da|a|k|mk|pdk|c|tc|ya|z)?sh|su|sudo|doas|ssh|sudoedit|screen|tmux|script|telnet|mosh|docker|podman"
    r"|nerdctl|kubectl|oc|crictl|ctr|nsenter|chroot|unshare|lxc|incus|machinectl|systemd-run|systemd-nspawn|busybox"
    r"|toolbox|distrobox|newgrp|sg|runuser|expect|vagrant|virsh|minicom|picocom|gdb|vim?|less|man|make|aws|gcloud|az"
    r"|exec|env|poetry|pipenv|nix-shell|guix)(?=[\s;&|)]|$)"
)
_ONLY_PRINTS = re.compile(
    r"(?:^|[|;&]\s*)(?:sudo\s+)?(?:cat|tac|head|tail|grep|egrep|zgrep|zcat|sed|awk|cut|sort|uniq|tee|echo|printf|history"
    r"|journalctl|dmesg|diff|git|curl|wget|xxd|strings|base64|find|ls|nl|column|fold|tr|bat|jq)\b[^|;&]*$"
)

_ENDS_IN_SHELL = re.compile(
    r"(?:^|[\s;&|(/])(?:(?:ba|z|da|a|k|mk)?sh|su)(?:\s+-\w*|\s+root)*\s*$|\bsudo\s+-(?=\w*[is])\w++\s*$"
)


def opens_shell(command: str) -> bool:
    """Tell whether `command` is known to open another shell, or to let one be opened."""
    return _OPENS_SHELL.search(command) is not None


def ends_in_shell(command: str) -> bool:
    """Tell whether a shell itself is what `command` runs: one without a line editor shows a root no more than `# `."""
    return _ENDS_IN_SHELL.search(command) is not None


def only_prints(command: str) -> bool:
    """Tell whether the last program of `command` does nothing but print."""
    return _ONLY_PRINTS.search(command) is not None
