# What can be done here. `just` lists it.
_default:
    @just --list

# Replay a scenario: just run scenarios/keep-alive.yaml
run *ARGS:
    go run ./lab {{ARGS}}

# Every test
test:
    go test ./...

# Every test under the race detector
race:
    go test -race -cpu 1 ./...

# Every scenario N times, on a busy machine and with the workers stopped again and again: one SHA-256 each
repeat N="200":
    go test ./lab/internal/worker -run TestSameUnderStress -repeat {{N}} -timeout 0 -v

# Kill the runs of the scenarios at random moments
kill KILLS="20":
    go test ./lab/replay -run TestKill -kills {{KILLS}}

# Format, vet, lint: nothing may be left to change
check:
    .ci/check

# Speed, as ratios in one run
bench:
    go test -run '^$' -bench . -cpu 1 ./...

# Speed beside other emulators and pipes, into netem/internal/bench/README.md
bench-rivals *ARGS:
    cd netem/internal/bench && go run . -o README.md {{ARGS}}

# Draw the golden pictures anew
charts:
    go test ./plots ./lab -update

# Have Wireshark read captures of every scenario: needs tshark, installs it for root on Debian
wireshark:
    .ci/wireshark

# Have Chromium open reports, and axe-core look at them: needs chromium and npm, installs them for root on Debian
browser:
    .ci/browser

# Have Chromium open every picture of every scenario: text beyond the edge, on other text, too small, under a line; needs chromium, installs it for root on Debian
pictures:
    .ci/pictures

# Fuzz each parser for a while: just fuzz 30s
fuzz TIME="30s":
    .ci/fuzz {{TIME}}

# Read recordings (HAR) that are not in the tree: just recordings DIR
recordings DIR:
    HAR_DIR={{absolute_path(DIR)}} go test ./lab/har -run Recordings -count 1 -v

# How far netem is from a kernel, into netem/ACCURACY.md; as root live, too
accuracy *ARGS:
    go run ./lab/internal/accuracy {{ARGS}} kernel

# How far diagnoses of recorded pages are from what was measured, into lab/ACCURACY.md
accuracy-recordings DIR:
    go run ./lab/internal/accuracy recordings {{DIR}}

# How far page loads are from Chromium's, into lab/ACCURACY.md; as root live, too
accuracy-browser *ARGS:
    go run ./lab/internal/accuracy {{ARGS}} browser

# What the causes of a load are worth, into lab/cause/ACCURACY.md
accuracy-causes:
    go run ./lab/internal/accuracy causes

# How far the lab's systems are from real nginx, PostgreSQL and others, into lab/client/ACCURACY.md
accuracy-systems:
    go run ./lab/internal/accuracy systems

# Check every scenario's recordings against the schema of HAR, and have Chromium's DevTools take them: needs Node and Chromium
har:
    .ci/har

# Have Slurm's and Kubernetes' own clients look at the manifests of sweeps: needs slurmctld and sbatch, installs them for root on Debian
manifests:
    .ci/manifests

# Have pandas, R and DuckDB read a sweep's tables: needs Node, and pandas and R, which it installs for root on Debian
tables:
    .ci/tables
