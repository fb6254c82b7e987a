-- One database with its one user: run it once for the server (vorab_hospital) and once for each mailbox, as root on the database's host.
--
--   mariadb --init-command="SET @name = 'vorab_mb_zna_musterstadt', @host = 'localhost'" -N < database.sql > zna-musterstadt.password
--
-- prints a password of its own making, which belongs into the file that password_file names (mode 0600), and nowhere else.
-- @host is the one host that the server connects from: 'localhost' for the Unix socket, else a numeric address, and then TLS is required.
SET @password = LOWER(HEX(RANDOM_BYTES(24)));
SET @account = CONCAT(QUOTE(@name), '@', QUOTE(@host));
SET @required = IF(@host = 'localhost', '', ' REQUIRE SSL');
EXECUTE IMMEDIATE CONCAT('CREATE DATABASE IF NOT EXISTS `', @name, '` CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin');
EXECUTE IMMEDIATE CONCAT('CREATE OR REPLACE USER ', @account, ' IDENTIFIED BY ', QUOTE(@password), @required);
-- In a pattern of GRANT "_" stands for any character: without the backslash one mailbox's user could reach a neighbour's database.
EXECUTE IMMEDIATE CONCAT('GRANT ALL PRIVILEGES ON `', REPLACE(@name, '_', '\\_'), '`.* TO ', @account);
SELECT @password;
