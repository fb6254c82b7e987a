// Sends one record to one hospital and verifies the hospital's receipt. JDK 17, no library.
//
//   java Send.java RECORD.json        exit 0: the receipt is verified; anything else: tell the crew to telephone
//
// Settings are taken from the environment (VORAB_GATEWAY, VORAB_CLIENT, ...; see ../README.md). The mailbox's key must be P-256.
// JSON is read by the few lines at the end; your own library does it better.
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.*;
import java.security.cert.*;
import java.security.interfaces.ECPublicKey;
import java.security.spec.*;
import java.time.Duration;
import java.time.Instant;
import java.util.*;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import static java.nio.charset.StandardCharsets.UTF_8;

public class Send {
    static final SecureRandom RANDOM = new SecureRandom();
    static final Base64.Encoder B64 = Base64.getUrlEncoder().withoutPadding();
    static final Base64.Decoder UNB64 = Base64.getUrlDecoder();

    static String setting(String name) { return Optional.ofNullable(System.getenv("VORAB_" + name)).orElseThrow(() -> new IllegalStateException("VORAB_" + name + " is not set")); }
    static String file(String name) throws Exception { return Files.readString(Path.of(setting(name))).strip(); }
    static byte[] pem(String name) throws Exception { return Base64.getMimeDecoder().decode(file(name).replaceAll("-----[^-]+-----", "")); }
    static String b64(byte[] bytes) { return B64.encodeToString(bytes); }
    static String json64(Object json) { return b64(Json.write(json).getBytes(UTF_8)); }
    static byte[] sha256(byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) digest.update(part);
        return digest.digest();
    }
    static void require(boolean holds, String words) { if (!holds) throw new SecurityException(words); }

    // Calls: our own list of trusted authorities, one kept-alive connection.

    record Answer(int status, Map<String, Object> json, long retryAfter) {
        String problem() { return String.valueOf(json.get("type")).replace("urn:vorab:problem:", ""); }
    }
    static HttpClient client;
    static String token;

    static void prepareClient() throws Exception {
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null);
        authorities.setCertificateEntry("gateway", certificate(file("CA").getBytes(UTF_8)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(null, trust.getTrustManagers(), RANDOM);
        client = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    }

    static Answer call(String method, String path, String authorization, String type, String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(setting("GATEWAY") + path)).timeout(Duration.ofSeconds(20)).header("Authorization", authorization);
        if (type != null) request.header("Content-Type", type);
        request.method(method, type == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json = answer.headers().firstValue("Content-Type").orElse("").contains("json");
            long after = answer.headers().firstValueAsLong("Retry-After").orElse(0);
            return new Answer(answer.statusCode(), json ? Json.object(Json.read(answer.body())) : Map.of(), after);
        } catch (java.io.IOException broken) { // nothing is known: the same bytes again
            return new Answer(0, Map.of(), 0);
        }
    }
    static Answer get(String path) throws Exception { return call("GET", path, "Bearer " + token, null, null); }

    // 1. Who sends: a token for 12 hours. A new one is needed only after a 401.

    static void signIn() throws Exception {
        String basic = Base64.getEncoder().encodeToString((setting("CLIENT") + ":" + file("SECRET_FILE")).getBytes(UTF_8));
        Answer answer = call("POST", "/oauth2/token", "Basic " + basic, "application/x-www-form-urlencoded", "grant_type=client_credentials");
        require(answer.status() == 200, "no token: " + answer.status());
        token = (String) answer.json().get("access_token");
    }

    // 2. Whom to seal for: the gateway lists the keys, the hospital CA vouches for them.

    static X509Certificate certificate(byte[] bytes) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
    }
    /** The first certificate of an x5c, once its chain has been followed up to the hospital CA that we were given. */
    static X509Certificate trusted(Object x5c) throws Exception {
        List<X509Certificate> chain = new ArrayList<>();
        for (Object item : Json.array(x5c)) chain.add(certificate(Base64.getDecoder().decode((String) item)));
        TrustAnchor hospitals = new TrustAnchor(certificate(file("HOSPITAL_CA").getBytes(UTF_8)), null);
        PKIXParameters parameters = new PKIXParameters(Set.of(hospitals));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
        return chain.get(0);
    }
    static byte[] coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray(), fixed = new byte[32];
        int skip = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, skip, fixed, 32 - bytes.length + skip, bytes.length - skip);
        return fixed;
    }
    static Map<String, Object> jwk(ECPublicKey key) { // members in the order of RFC 7638
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("crv", "P-256");
        members.put("kty", "EC");
        members.put("x", b64(coordinate(key.getW().getAffineX())));
        members.put("y", b64(coordinate(key.getW().getAffineY())));
        return members;
    }
    static ECPublicKey keyOf(Map<String, Object> jwk) throws Exception {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(new BigInteger(1, UNB64.decode((String) jwk.get("x"))), new BigInteger(1, UNB64.decode((String) jwk.get("y"))));
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }

    /** One authority vouches for many hospitals: what is said about a mailbox counts from its own alone (subject O). */
    static String hospital;
    static String organisation(X509Certificate certificate) {
        for (String part : certificate.getSubjectX500Principal().getName().split(",")) if (part.startsWith("O=")) return part;
        throw new SecurityException("a certificate that names no hospital");
    }

    record Recipient(String mailbox, String kid, ECPublicKey key, ECPublicKey board) {}

    static Recipient findRecipient() throws Exception {
        Answer answer = get("/v1/mailboxes");
        require(answer.status() == 200, "no mailboxes: " + answer.status());
        for (Object one : Json.array(answer.json().get("mailboxes"))) {
            Map<String, Object> mailbox = Json.object(one);
            if (!mailbox.get("id").equals(setting("MAILBOX"))) continue;
            for (Object listed : Json.array(mailbox.get("keys"))) {
                Map<String, Object> key = Json.object(listed);
                if (Instant.parse((String) key.get("use_until")).isBefore(Instant.now()) || !"P-256".equals(Json.object(key.get("jwk")).get("crv"))) continue;
                X509Certificate certificate = trusted(key.get("x5c"));
                require(List.of(certificate.getSubjectX500Principal().getName().split(",")).contains("CN=" + mailbox.get("id")), "the key was certified for another mailbox");
                hospital = organisation(certificate);
                ECPublicKey certified = (ECPublicKey) certificate.getPublicKey(); // out of the certificate, not out of the list
                require(b64(sha256(Json.write(jwk(certified)).getBytes(UTF_8))).equals(key.get("kid")), "the certificate is not that of the key");
                return new Recipient(setting("MAILBOX"), (String) key.get("kid"), certified, boardKey(mailbox));
            }
        }
        throw new SecurityException("this mailbox is not assigned to us, or has no P-256 key");
    }
    static ECPublicKey boardKey(Map<String, Object> mailbox) throws Exception {
        if (mailbox.get("board_key_statement") == null) return null;
        Map<String, Object> said = verified((String) mailbox.get("board_key_statement"), "vorab-board-key-statement");
        require(mailbox.get("id").equals(said.get("mailbox")), "a statement about another mailbox");
        return keyOf(Json.object(said.get("jwk")));
    }
    /** The payload of a JWS that the mailbox's own hospital has signed (ES256). */
    static Map<String, Object> verified(String jws, String typ) throws Exception {
        String[] parts = jws.split("\\.");
        Map<String, Object> header = Json.object(Json.read(new String(UNB64.decode(parts[0]), UTF_8)));
        require(typ.equals(header.get("typ")) && "ES256".equals(header.get("alg")), "not a " + typ);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        X509Certificate signer = trusted(header.get("x5c"));
        require(organisation(signer).equals(hospital), "signed by another hospital than the mailbox's own");
        signature.initVerify(signer.getPublicKey());
        signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
        require(signature.verify(UNB64.decode(parts[2])), "the signature does not hold");
        return Json.object(Json.read(new String(UNB64.decode(parts[1]), UTF_8)));
    }

    // 3. Sign (RFC 7515) and seal (RFC 7516): fresh ids; the routing slip stands in the record and in the protected header.

    static String sign(Map<String, Object> record) throws Exception {
        List<Object> x5c = new ArrayList<>();
        for (var one : CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(file("CERTIFICATE").getBytes(UTF_8)))) x5c.add(Base64.getEncoder().encodeToString(one.getEncoded()));
        String input = json64(Map.of("alg", "ES256", "typ", "vorab-record", "x5c", x5c)) + "." + json64(record);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pem("SIGNING_KEY"))));
        signature.update(input.getBytes(UTF_8));
        return input + "." + b64(signature.sign());
    }
    /** JWE compact, ECDH-ES+A256KW or (for the board) ECDH-ES, always A256GCM. */
    static String seal(String text, ECPublicKey recipient, boolean wrap, Map<String, Object> header) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair ephemeral = generator.generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(ephemeral.getPrivate());
        agreement.doPhase(recipient, true);
        // Concat KDF (RFC 7518, 4.6.2): the algorithm's name with its length, two empty parties, 256 bits.
        byte[] name = (wrap ? "ECDH-ES+A256KW" : "A256GCM").getBytes(UTF_8);
        byte[] info = ByteBuffer.allocate(name.length + 16).putInt(name.length).put(name).putInt(0).putInt(0).putInt(256).array();
        byte[] agreed = sha256(new byte[] {0, 0, 0, 1}, agreement.generateSecret(), info);
        byte[] content = new byte[32], iv = new byte[12], wrapped = {};
        RANDOM.nextBytes(content);
        RANDOM.nextBytes(iv);
        if (wrap) {
            Cipher wrapping = Cipher.getInstance("AESWrap");
            wrapping.init(Cipher.WRAP_MODE, new SecretKeySpec(agreed, "AES"));
            wrapped = wrapping.wrap(new SecretKeySpec(content, "AES"));
        } else {
            content = agreed;
        }
        Map<String, Object> all = new LinkedHashMap<>(header);
        all.put("alg", wrap ? "ECDH-ES+A256KW" : "ECDH-ES");
        all.put("enc", "A256GCM");
        all.put("epk", jwk((ECPublicKey) ephemeral.getPublic()));
        String head = json64(all);
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(content, "AES"), new GCMParameterSpec(128, iv));
        gcm.updateAAD(head.getBytes(UTF_8));
        byte[] sealed = gcm.doFinal(text.getBytes(UTF_8));
        int tag = sealed.length - 16;
        return String.join(".", head, b64(wrapped), b64(iv), b64(Arrays.copyOf(sealed, tag)), b64(Arrays.copyOfRange(sealed, tag, sealed.length)));
    }
    static String uuid7() {
        long random = RANDOM.nextLong();
        return new UUID(System.currentTimeMillis() << 16 | 0x7000 | (RANDOM.nextInt() & 0x0fff), random & 0x3fffffffffffffffL | 0x8000000000000000L).toString();
    }

    record Letter(Map<String, Object> slip, String body) {}
    static final String CASE = HexFormat.of().formatHex(RANDOM.generateSeed(16));

    static Letter pack(Map<String, Object> record, Recipient to) throws Exception {
        Map<String, Object> slip = new LinkedHashMap<>(Json.object(record.get("slip")));
        slip.putAll(Map.of("transmission", uuid7(), "case", CASE, "mailbox", to.mailbox(), "created_at", Instant.now().toString()));
        slip.remove("board");
        if (to.board() != null && record.get("arrival") != null) slip.put("board", seal(Json.write(record.get("arrival")), to.board(), false, Map.of("typ", "vorab-arrival")));
        record.put("slip", slip);
        return new Letter(slip, seal(sign(record), to.key(), true, Map.of("kid", to.kid(), "typ", "vorab-envelope", "slip", slip)));
    }

    // 4. The receipt, and 5. sending until it is there.

    static Map<String, Object> verifyReceipt(Object receipt, Letter letter) throws Exception {
        require(receipt instanceof String, "no receipt");
        Map<String, Object> said = verified((String) receipt, "vorab-receipt");
        for (String name : List.of("transmission", "case", "mailbox")) require(letter.slip().get(name).equals(said.get(name)), "a receipt for something else");
        require(HexFormat.of().formatHex(sha256(letter.body().getBytes(UTF_8))).equals(said.get("sha256")), "a receipt for other bytes");
        return said;
    }
    static Map<String, Object> waitForReceipt(Letter letter) throws Exception {
        for (int second = 0; second < 60; second++) {
            Thread.sleep(1000);
            Answer answer = get("/v1/transmissions/" + letter.slip().get("transmission"));
            if ("delivered".equals(answer.json().get("status"))) return verifyReceipt(Json.object(answer.json().get("answer")).get("receipt"), letter);
        }
        throw new IllegalStateException("parked, and no receipt yet");
    }
    static Map<String, Object> deliver(Map<String, Object> record) throws Exception {
        signIn();
        Recipient to = findRecipient();
        Letter letter = pack(record, to);
        for (int attempt = 1; attempt <= 6; attempt++) {
            Answer answer = call("POST", "/v1/mailboxes/" + to.mailbox() + "/transmissions", "Bearer " + token, "application/jose", letter.body());
            switch (answer.status()) {
                case 200, 201 -> { return verifyReceipt(answer.json().get("receipt"), letter); }
                case 202 -> { return waitForReceipt(letter); }
                case 401 -> signIn();
                case 409 -> letter = pack(record, to); // this id is taken: a new one
                case 0, 429, 502, 503, 504 -> Thread.sleep(1000 * Math.max(answer.retryAfter(), attempt)); // the same bytes, later
                default -> {
                    if (!answer.problem().equals("unknown-key")) throw new IllegalStateException("refused for good: " + answer.status() + " " + answer.json().get("detail"));
                    to = findRecipient(); // the hospital has changed its key
                    letter = pack(record, to);
                }
            }
        }
        throw new IllegalStateException("not delivered");
    }

    public static void main(String[] arguments) throws Exception {
        try {
            prepareClient();
            Map<String, Object> receipt = deliver(Json.object(Json.read(Files.readString(Path.of(arguments[0])))));
            System.out.println(Json.write(Map.of("delivered", "yes", "case", receipt.get("case"), "stored_at", receipt.get("stored_at"))));
        } catch (Exception wrong) {
            System.err.println("NOT DELIVERED, use the telephone: " + wrong.getMessage());
            System.exit(1);
        }
    }

    /** Just enough JSON: objects, arrays, texts; a number stays the text that it was. */
    static final class Json {
        private final String text;
        private int at = 0;
        private record Bare(String text) {} // numbers, true, false, null
        private Json(String text) { this.text = text; }
        static Object read(String text) { return new Json(text).value(); }
        @SuppressWarnings("unchecked") static Map<String, Object> object(Object value) { return (Map<String, Object>) value; }
        @SuppressWarnings("unchecked") static List<Object> array(Object value) { return (List<Object>) value; }
        private char next() { while (Character.isWhitespace(text.charAt(at))) at++; return text.charAt(at); }
        private Object value() {
            char first = next();
            if (first == '"') return string();
            if (first != '{' && first != '[') { int from = at; while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) at++; return new Bare(text.substring(from, at)); }
            Map<String, Object> members = new LinkedHashMap<>();
            List<Object> items = new ArrayList<>();
            for (at++; next() != '}' && text.charAt(at) != ']'; ) {
                if (text.charAt(at) == ',') { at++; continue; }
                if (first == '[') { items.add(value()); continue; }
                String name = string();
                next(); at++; // the colon
                members.put(name, value());
            }
            at++;
            return first == '{' ? members : items;
        }
        private String string() {
            StringBuilder all = new StringBuilder();
            for (next(), at++; text.charAt(at) != '"'; at++) {
                if (text.charAt(at) != '\\') { all.append(text.charAt(at)); continue; }
                char sign = text.charAt(++at);
                int plain = "nrtbf".indexOf(sign);
                if (sign == 'u') { all.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16)); at += 4; } else all.append(plain < 0 ? sign : "\n\r\t\b\f".charAt(plain));
            }
            at++;
            return all.toString();
        }
        static String write(Object value) {
            if (value instanceof Map<?, ?> map) { StringJoiner all = new StringJoiner(",", "{", "}"); map.forEach((name, one) -> all.add(write(name) + ":" + write(one))); return all.toString(); }
            if (value instanceof List<?> list) { StringJoiner all = new StringJoiner(",", "[", "]"); list.forEach(one -> all.add(write(one))); return all.toString(); }
            if (value instanceof Bare bare) return bare.text();
            StringBuilder all = new StringBuilder("\"");
            for (char sign : value.toString().toCharArray()) all.append(sign == '"' || sign == '\\' ? "\\" + sign : sign < 32 ? String.format("\\u%04x", (int) sign) : String.valueOf(sign));
            return all.append('"').toString();
        }
    }
}
