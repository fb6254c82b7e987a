-- The emergency department's software reads one mailbox's views (docs/reference/database-views.md) and nothing else. As root:
--
--   mariadb --init-command="SET @name = 'vorab_mb_zna_musterstadt', @user = 'ed_software', @host = '10.20.30.40'" -N < ed-software.sql
--
-- prints the password. Over TCP it must speak TLS. One user for each mailbox: a user with two mailboxes is two departments in one.
SET @password = LOWER(HEX(RANDOM_BYTES(24)));
SET @account = CONCAT(QUOTE(@user), '@', QUOTE(@host));
SET @required = IF(@host = 'localhost', '', ' REQUIRE SSL');
EXECUTE IMMEDIATE CONCAT('CREATE OR REPLACE USER ', @account, ' IDENTIFIED BY ', QUOTE(@password), @required,
                         ' WITH MAX_USER_CONNECTIONS 8 MAX_STATEMENT_TIME 30');
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON `', @name, '`.ed_version TO ', @account);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON `', @name, '`.ed_patient TO ', @account);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON `', @name, '`.ed_vitals TO ', @account);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON `', @name, '`.ed_picture TO ', @account);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON `', @name, '`.ed_ecg TO ', @account);
EXECUTE IMMEDIATE CONCAT('GRANT SELECT ON `', @name, '`.ed_protocol TO ', @account);
SELECT @password;
