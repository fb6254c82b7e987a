// Sends one record to one hospital and verifies the hospital's receipt. .NET 8, no package.
//
//   dotnet run -- RECORD.json        exit 0: the receipt is verified; anything else: tell the crew to telephone
//
// Settings are taken from the environment (VORAB_GATEWAY, VORAB_CLIENT, ...; see ../README.md). The mailbox's key must be P-256.
using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

try
{
    var receipt = await new Sender().Deliver(JsonNode.Parse(File.ReadAllText(args[0]))!.AsObject());
    Console.WriteLine($"{{\"delivered\":true,\"case\":\"{receipt["case"]}\",\"stored_at\":\"{receipt["stored_at"]}\"}}");
    return 0;
}
catch (Exception wrong)
{
    Console.Error.WriteLine($"NOT DELIVERED, use the telephone: {wrong.Message}");
    return 1;
}

sealed record Answer(int Status, JsonObject Json, TimeSpan? After)
{
    public string Text(string name) => Json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
sealed record Recipient(string Mailbox, string Kid, ECDiffieHellman Key, ECDiffieHellman? Board);
sealed record Letter(JsonObject Slip, string Body);
sealed class NotDelivered(string words) : Exception(words);

sealed class Sender
{
    static string Setting(string name) => Environment.GetEnvironmentVariable("VORAB_" + name) ?? throw new NotDelivered($"VORAB_{name} is not set");
    static string Pem(string name) => File.ReadAllText(Setting(name)).Trim();
    static void Require(bool holds, string words) { if (!holds) throw new NotDelivered(words); }
    static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    static string Base64Url(JsonNode json) => Base64Url(Encoding.UTF8.GetBytes(json.ToJsonString()));
    static byte[] FromBase64Url(string text) => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));

    readonly X509Certificate2 hospitals = X509Certificate2.CreateFromPem(Pem("HOSPITAL_CA"));
    readonly string caseId = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant();
    readonly HttpClient client;
    string token = "", hospital = "";

    // Calls: TLS 1.3, our own list of trusted authorities, one kept-alive connection.

    public Sender()
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Pem("CA")));
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust, EnabledSslProtocols = SslProtocols.Tls13 },
        }) { BaseAddress = new Uri(Setting("GATEWAY")), Timeout = TimeSpan.FromSeconds(20) };
    }

    async Task<Answer> Call(HttpMethod method, string path, string authorization, string? type = null, string body = "")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (type != null) { request.Content = new StringContent(body); request.Content.Headers.ContentType = new MediaTypeHeaderValue(type); }
        try
        {
            using var answer = await client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            return new Answer((int)answer.StatusCode, JsonNode.Parse(text)!.AsObject(), answer.Headers.RetryAfter?.Delta);
        }
        catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException)
        {
            return new Answer(0, new JsonObject(), null); // nothing is known: only the same bytes again can tell
        }
    }
    Task<Answer> Get(string path) => Call(HttpMethod.Get, path, "Bearer " + token);

    // 1. Who sends: a token for 12 hours. A new one is needed only after a 401.

    async Task SignIn()
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Setting("CLIENT")}:{Pem("SECRET_FILE")}"));
        var answer = await Call(HttpMethod.Post, "/oauth2/token", "Basic " + basic, "application/x-www-form-urlencoded", "grant_type=client_credentials");
        Require(answer.Status == 200, $"no token: {answer.Status} {answer.Text("detail")}");
        token = answer.Text("access_token");
    }

    // 2. Whom to seal for: the gateway lists the keys, the hospital CA vouches for them.

    /// <summary>The first certificate of an x5c, once its chain has been followed up to the hospital CA.</summary>
    X509Certificate2 Trusted(JsonNode? x5c)
    {
        var all = x5c!.AsArray().Select(item => new X509Certificate2(Convert.FromBase64String((string)item!))).ToList();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(hospitals);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(all.Skip(1).ToArray());
        Require(chain.Build(all[0]), "a chain that does not lead to the hospital CA");
        return all[0];
    }

    static JsonObject Jwk(ECParameters key) => new() // members in the order of RFC 7638
    {
        ["crv"] = "P-256", ["kty"] = "EC", ["x"] = Base64Url(key.Q.X!), ["y"] = Base64Url(key.Q.Y!),
    };
    static ECDiffieHellman KeyOf(JsonNode jwk) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = FromBase64Url((string)jwk["x"]!), Y = FromBase64Url((string)jwk["y"]!) },
    });

    async Task<Recipient> FindRecipient()
    {
        var answer = await Get("/v1/mailboxes");
        Require(answer.Status == 200, $"no mailboxes: {answer.Status} {answer.Text("detail")}");
        var mailbox = answer.Json["mailboxes"]!.AsArray().FirstOrDefault(one => (string)one!["id"]! == Setting("MAILBOX"));
        Require(mailbox != null, "this mailbox is not assigned to us");
        var key = mailbox!["keys"]!.AsArray().FirstOrDefault(one => DateTimeOffset.Parse((string)one!["use_until"]!) > DateTimeOffset.UtcNow && (string?)one["jwk"]!["crv"] == "P-256");
        Require(key != null, "no P-256 key in its time");
        var certificate = Trusted(key!["x5c"]);
        Require(certificate.GetNameInfo(X509NameType.SimpleName, false) == Setting("MAILBOX"), "the key was certified for another mailbox");
        hospital = Organisation(certificate);
        var certified = certificate.GetECDiffieHellmanPublicKey() ?? throw new NotDelivered("not an EC certificate"); // out of the certificate
        var thumbprint = SHA256.HashData(Encoding.UTF8.GetBytes(Jwk(certified.ExportParameters(false)).ToJsonString()));
        Require(Base64Url(thumbprint) == (string)key["kid"]!, "the certificate is not that of the key");
        return new Recipient(Setting("MAILBOX"), (string)key["kid"]!, certified, BoardKey(mailbox));
    }

    ECDiffieHellman? BoardKey(JsonNode mailbox)
    {
        if (mailbox["board_key_statement"] is not { } statement) return null;
        var said = Verified((string)statement!, "vorab-board-key-statement");
        Require((string)said["mailbox"]! == Setting("MAILBOX"), "a statement about another mailbox");
        return KeyOf(said["jwk"]!);
    }

    /// <summary>One authority vouches for many hospitals: what is said about a mailbox counts from its own alone.</summary>
    static string Organisation(X509Certificate2 certificate) =>
        certificate.SubjectName.EnumerateRelativeDistinguishedNames().FirstOrDefault(part => part.GetSingleElementType().Value == "2.5.4.10")?.GetSingleElementValue()
        ?? throw new NotDelivered("a certificate that names no hospital");

    /// <summary>The payload of a JWS that the mailbox's own hospital has signed (ES256).</summary>
    JsonObject Verified(string jws, string typ)
    {
        var parts = jws.Split('.');
        var header = JsonNode.Parse(FromBase64Url(parts[0]))!;
        Require((string?)header["typ"] == typ && (string?)header["alg"] == "ES256", $"not a {typ}");
        var signer = Trusted(header["x5c"]);
        Require(Organisation(signer) == hospital, "signed by another hospital than the mailbox's own");
        using var key = signer.GetECDsaPublicKey() ?? throw new NotDelivered("not an EC certificate");
        var holds = key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), FromBase64Url(parts[2]), HashAlgorithmName.SHA256);
        Require(holds, "the signature does not hold");
        return JsonNode.Parse(FromBase64Url(parts[1]))!.AsObject();
    }

    // 3. Sign (RFC 7515) and seal (RFC 7516): fresh ids; the routing slip stands in the record and in the protected header.

    static string Sign(JsonObject record)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Pem("CERTIFICATE"));
        var x5c = new JsonArray(certificates.Select(one => (JsonNode)Convert.ToBase64String(one.RawData)).ToArray());
        var input = Base64Url(new JsonObject { ["alg"] = "ES256", ["typ"] = "vorab-record", ["x5c"] = x5c }) + "." + Base64Url(record);
        using var key = ECDsa.Create();
        key.ImportFromPem(Pem("SIGNING_KEY"));
        return input + "." + Base64Url(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256)); // r || s
    }

    /// <summary>JWE compact, ECDH-ES+A256KW or (for the board) ECDH-ES, always A256GCM.</summary>
    static string Seal(string text, ECDiffieHellman recipient, bool wrap, JsonObject header)
    {
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        // Concat KDF (RFC 7518, 4.6.2): counter 1, the secret, the algorithm's name with its length, two empty parties, 256 bits.
        var name = Encoding.ASCII.GetBytes(wrap ? "ECDH-ES+A256KW" : "A256GCM");
        byte[] info = [.. BigEndian(name.Length), .. name, .. BigEndian(0), .. BigEndian(0), .. BigEndian(256)];
        var agreed = ephemeral.DeriveKeyFromHash(recipient.PublicKey, HashAlgorithmName.SHA256, BigEndian(1), info);
        var content = wrap ? RandomNumberGenerator.GetBytes(32) : agreed;
        var all = header.DeepClone().AsObject();
        all["alg"] = wrap ? "ECDH-ES+A256KW" : "ECDH-ES";
        all["enc"] = "A256GCM";
        all["epk"] = Jwk(ephemeral.ExportParameters(false));
        var head = Base64Url(all);
        byte[] iv = RandomNumberGenerator.GetBytes(12), tag = new byte[16], plain = Encoding.UTF8.GetBytes(text), cipher = new byte[plain.Length];
        using var gcm = new AesGcm(content, tag.Length);
        gcm.Encrypt(iv, plain, cipher, tag, Encoding.ASCII.GetBytes(head));
        return string.Join('.', head, wrap ? Base64Url(Wrap(agreed, content)) : "", Base64Url(iv), Base64Url(cipher), Base64Url(tag));
    }
    static byte[] BigEndian(int number) { var bytes = new byte[4]; BinaryPrimitives.WriteInt32BigEndian(bytes, number); return bytes; }

    /// <summary>AES key wrap (RFC 3394, 2.2.1), which .NET 8 does not have.</summary>
    static byte[] Wrap(byte[] wrapping, byte[] key)
    {
        using var aes = Aes.Create();
        aes.Key = wrapping;
        var blocks = key.Length / 8;
        byte[] wrapped = [.. Enumerable.Repeat((byte)0xA6, 8), .. key];
        for (var step = 1; step <= 6 * blocks; step++)
        {
            var at = 8 * ((step - 1) % blocks + 1);
            byte[] block = [.. wrapped[..8], .. wrapped[at..(at + 8)]];
            var turned = aes.EncryptEcb(block, PaddingMode.None);
            turned[7] ^= (byte)step; // 48 steps at most here: one byte holds the counter
            turned[..8].CopyTo(wrapped, 0);
            turned[8..].CopyTo(wrapped, at);
        }
        return wrapped;
    }

    static string Uuid7()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        time[2..].CopyTo(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0f | 0x70);
        bytes[8] = (byte)(bytes[8] & 0x3f | 0x80);
        var hex = Convert.ToHexString(bytes).ToLowerInvariant();
        return $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}";
    }

    Letter Pack(JsonObject record, Recipient to)
    {
        var slip = record["slip"]!.DeepClone().AsObject();
        slip.Remove("board");
        slip["transmission"] = Uuid7();
        slip["case"] = caseId;
        slip["mailbox"] = to.Mailbox;
        slip["created_at"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        if (to.Board != null && record["arrival"] is { } arrival) slip["board"] = Seal(arrival.ToJsonString(), to.Board, false, new JsonObject { ["typ"] = "vorab-arrival" });
        var whole = record.DeepClone().AsObject();
        whole["slip"] = slip.DeepClone();
        return new Letter(slip, Seal(Sign(whole), to.Key, true, new JsonObject { ["kid"] = to.Kid, ["typ"] = "vorab-envelope", ["slip"] = slip.DeepClone() }));
    }

    // 4. The receipt, and 5. sending until it is there.

    JsonObject VerifyReceipt(string receipt, Letter letter)
    {
        Require(receipt != "", "no receipt");
        var said = Verified(receipt, "vorab-receipt");
        foreach (var name in new[] { "transmission", "case", "mailbox" }) Require((string?)said[name] == (string?)letter.Slip[name], "a receipt for something else");
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(letter.Body))).ToLowerInvariant();
        Require((string?)said["sha256"] == digest, "a receipt for other bytes");
        return said;
    }

    async Task<JsonObject> WaitForReceipt(Letter letter)
    {
        for (var second = 0; second < 60; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var answer = await Get($"/v1/transmissions/{letter.Slip["transmission"]}");
            if (answer.Text("status") == "delivered") return VerifyReceipt((string)answer.Json["answer"]!["receipt"]!, letter);
        }
        throw new NotDelivered("parked, and no receipt yet");
    }

    public async Task<JsonObject> Deliver(JsonObject record)
    {
        await SignIn();
        var to = await FindRecipient();
        var letter = Pack(record, to);
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            var answer = await Call(HttpMethod.Post, $"/v1/mailboxes/{to.Mailbox}/transmissions", "Bearer " + token, "application/jose", letter.Body);
            switch (answer.Status)
            {
                case 200 or 201: return VerifyReceipt(answer.Text("receipt"), letter);
                case 202: return await WaitForReceipt(letter);
                case 401: await SignIn(); break;
                case 409: letter = Pack(record, to); break; // this id is taken: a new one
                case 0 or 429 or 502 or 503 or 504: await Task.Delay(answer.After ?? TimeSpan.FromSeconds(attempt)); break; // the same bytes, later
                default:
                    if (answer.Text("type") != "urn:vorab:problem:unknown-key") throw new NotDelivered($"refused for good: {answer.Status} {answer.Text("detail")}");
                    to = await FindRecipient(); // the hospital has changed its key
                    letter = Pack(record, to);
                    break;
            }
        }
        throw new NotDelivered("not delivered");
    }
}
