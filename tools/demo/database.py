"""A private MariaDB with data at rest encrypted, reached by its Unix socket alone. The server's settings are the shipped
ones of deploy/mariadb/vorab.cnf; only paths and sizes are the demo's."""
import os
import pathlib
import pwd
import secrets
import shutil
import stat
import subprocess

from house import MAILBOX, ROOT, Trouble, write_private

GATEWAY = "vorab_gateway"
HOSPITAL = "vorab_hospital"
MAILBOX_DATABASE = "vorab_mb_" + MAILBOX.replace("-", "_")


def can_be_reached_by_all(folder):
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in [folder, *folder.parents])


def server_user(folder):
    """MariaDB does not like to be root: its own user where it can reach the folder, else whoever we are."""
    if os.geteuid() != 0:
        return None
    try:
        mysql = pwd.getpwnam("mysql")
    except KeyError:
        raise Trouble("the user mysql is missing: is mariadb-server installed?") from None
    return mysql if can_be_reached_by_all(folder) else pwd.getpwuid(0)


def own(path, user):
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)


def write_settings(house, home, user):
    keys = home / "keys.txt"
    if not keys.exists():
        write_private(keys, f"1;{secrets.token_hex(32)}\n")
    own(keys, user)
    settings = home / "demo.cnf"
    settings.write_text(f"""!include {ROOT / 'deploy' / 'mariadb' / 'vorab.cnf'}
[mariadbd]
datadir = {home / 'data'}
socket = {house.database_socket}
pid_file = {home / 'mariadb.pid'}
log_error = {home / 'error.log'}
loose_file_key_management_filename = {keys}
{house.database_memory}
performance_schema = OFF
{f'user = {user.pw_name}' if user else ''}
{house.database_settings}
""")
    return settings


def start(house, processes):
    home = house.folder / "mariadb"
    home.mkdir(exist_ok=True)
    user = server_user(home.parent)
    home.chmod(0o711)
    own(home, user)
    settings = write_settings(house, home, user)
    if not (home / "data" / "mysql").is_dir():
        shutil.rmtree(home / "data", ignore_errors=True)
        install(home, settings, user)
    mariadbd = shutil.which("mariadbd", path=os.environ.get("PATH", "") + ":/usr/sbin")
    process = processes.start("MariaDB", [mariadbd, f"--defaults-file={settings}"], house.log / "mariadb.log",
                              house.database_environment)
    process.log = home / "error.log"
    process.wait_until(lambda: answers(house), "answer on its socket", 60)
    make_databases(house)


def install(home, settings, user):
    command = ["mariadb-install-db", f"--defaults-file={settings}", "--skip-test-db", "--force",
               "--auth-root-authentication-method=socket",
               f"--auth-root-socket-user={pwd.getpwuid(os.geteuid()).pw_name}"]
    if user:
        command.append(f"--user={user.pw_name}")
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        shutil.rmtree(home / "data", ignore_errors=True)
        raise Trouble(f"MariaDB's data folder could not be made:\n{(ran.stdout + ran.stderr)[-800:]}")


def client(house, *arguments):
    user = pwd.getpwuid(os.geteuid()).pw_name
    return ["mariadb", "--no-defaults", f"--socket={house.database_socket}", f"--user={user}", *arguments]


def answers(house):
    return subprocess.run(client(house, "-e", "SELECT 1"), capture_output=True).returncode == 0


def query(house, sql, database=""):
    """Rows of fields, as text."""
    ran = subprocess.run(client(house, "--batch", "--skip-column-names", database or "mysql"), input=sql, text=True,
                         capture_output=True)
    if ran.returncode:
        raise RuntimeError(f"MariaDB refused: {ran.stderr.strip().splitlines()[-1]}")
    return [line.split("\t") for line in ran.stdout.splitlines()]


def make_databases(house, names=(GATEWAY, HOSPITAL, MAILBOX_DATABASE)):
    """One user for each database, who sees nothing else. Asked for at every start: nothing to do costs nothing."""
    for name in names:
        password = house.secret(f"database-{name}").read_text()
        pattern = name.replace("_", "\\_")  # which else stands for any character
        query(house, f"""
            CREATE DATABASE IF NOT EXISTS {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
            CREATE USER IF NOT EXISTS '{name}'@'localhost';
            ALTER USER '{name}'@'localhost' IDENTIFIED BY '{password}';
            GRANT ALL PRIVILEGES ON `{pattern}`.* TO '{name}'@'localhost';""")


def tables_holding(house, database, text):
    """Which tables of a database hold this text in any column: evidence that something is there, or is not."""
    ran = subprocess.run(["mariadb-dump", *client(house)[1:], "--skip-extended-insert", "--skip-comments", database],
                         capture_output=True)
    if ran.returncode:
        raise RuntimeError(f"mariadb-dump failed: {ran.stderr.decode(errors='replace').strip()}")
    found = set()
    for line in ran.stdout.splitlines():
        if line.startswith(b"INSERT INTO `") and text.encode() in line:
            found.add(line.split(b"`")[1].decode())
    return sorted(found)
