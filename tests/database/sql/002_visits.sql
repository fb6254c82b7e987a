CREATE TABLE IF NOT EXISTS visit (
    person BIGINT UNSIGNED NOT NULL,
    at     DATETIME(6) NOT NULL,
    PRIMARY KEY (person, at)
) ENGINE = InnoDB;
CREATE OR REPLACE VIEW last_visit AS SELECT person, MAX(at) AS at FROM visit GROUP BY person;
-- ends with a comment
