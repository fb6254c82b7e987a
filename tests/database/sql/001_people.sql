-- A semicolon; a 'quote', a "bracket" [x] and a backslash \ must survive the embedding.
CREATE TABLE IF NOT EXISTS person (
    id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(100) NOT NULL DEFAULT 'none; "yet" [\\]'
) ENGINE = InnoDB;
INSERT IGNORE INTO person (id, name) VALUES (1, 'first');
