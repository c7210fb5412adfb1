"""What the benchmarks that run two programs in turn share: processes with their largest memory, the machine, files written whole."""
import glob
import json
import os
import re
import subprocess
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DEMUR = os.path.join(ROOT, "src/Demur.Cli/bin/Release/net10.0/demur")
BENCH = os.path.join(ROOT, "bench/Demur.Bench/bin/Release/net10.0/Demur.Bench")
PYTHON = "/usr/bin/python3"


def run(command, environment=None, folder=None):
    """Runs a command; gives its lines and its largest resident size in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=folder)
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    lines = process.stdout.read().splitlines()
    reader.join()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        sys.exit(f"{' '.join(command)} failed:\n{errors[0][-2000:]}")
    return lines, usage.ru_maxrss / 1024


def build():
    """Builds demur and the benchmark program."""
    for project in ("src/Demur.Cli", "bench/Demur.Bench"):
        subprocess.run(["dotnet", "build", os.path.join(ROOT, project), "-c", "Release", "-v", "quiet", "--nologo"], check=True, stdout=subprocess.DEVNULL)


def matrix_rates():
    """GFLOP/s by type as `demur doctor` measures them, and the kernels that the BLAS should take."""
    text = subprocess.run([DEMUR, "doctor"], capture_output=True, text=True, check=False).stdout
    kernel = re.search(r"kernel (\w+)", text)
    return {name.lower(): int(rate) for name, rate in re.findall(r"(\w+) matrix rate\s+(\d+) GFLOP/s", text)}, kernel and kernel[1].upper()


def torch_environment(kernel):
    """The BLAS, its kernels and the threads that Demur takes, for PyTorch."""
    blas = glob.glob("/usr/lib/*/openblas-openmp/libblas.so.3")
    settings = {"OMP_NUM_THREADS": str(os.cpu_count())}
    if kernel:
        settings["OPENBLAS_CORETYPE"] = kernel
    if blas:
        settings["LD_LIBRARY_PATH"] = os.path.dirname(blas[0])
    return {**os.environ, **settings}


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        text = file.read()
    name, kind = re.search(r"model name.*: (.*)", text), re.search(r"cpu family\s*: (\d+)\s+model\s*: (\d+)", text)
    return ", ".join([name[1] if name else "unknown processor", *([f"family {kind[1]} model {kind[2]}"] if kind else []), f"{os.cpu_count()} cores", *(flag for flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if flag in text)])


def torch_version():
    return "PyTorch " + subprocess.run([PYTHON, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True, check=True).stdout.strip() + " eager"


def write(path, record):
    with open(path + ".partial", "w", encoding="utf-8") as file:
        json.dump(record, file, indent=1)
    os.replace(path + ".partial", path)
