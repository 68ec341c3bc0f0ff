using System.Text.Json;
using Stagecraft.Providers.DigitalOcean;

namespace Stagecraft.Providers.Tests.DigitalOcean;

/// <summary>What new droplets are created from: image, SSH keys, VPC, tags, monitoring, IPv6 and user data.</summary>
[TestClass]
public sealed class DropletSettingsTests : StandInTests
{
    private const string Fra1 = "5a4981aa-9653-4bd1-bef5-d6bff52042e4";
    private const string Nyc3 = "e0fe0f4d-596a-465e-a902-571ce57b79fa";
    private const string Choose = "Choose one of debian-12-x64, debian-13-x64, ubuntu-22-04-x64, ubuntu-24-04-x64, ubuntu-26-04-x64, or an image of your own that is based on one of them.";

    [TestMethod]
    [DataRow("ubuntu-25-10-x64")]
    [DataRow("ubuntu-20-04-x64")]
    [DataRow("ubuntu-24-10-x64")]
    [DataRow("ubuntu-24.04-x64")]
    [DataRow("debian-11-x64")]
    [DataRow("debian-14-x64")]
    [DataRow("fedora-42-x64")]
    [DataRow("rockylinux-9-x64")]
    [DataRow("almalinux-10-x64")]
    [DataRow("centos-stream-9-x64")]
    [DataRow("opensuse-leap-15-6-x64")]
    public async Task An_image_of_an_unsupported_platform_is_impossible_without_a_request(string image)
    {
        api.Images.Add(new StandInImage(200, image, image));
        api.Scopes.Remove("image:read");
        var account = OfImage(image);

        Assert.AreEqual($"The droplet production-app-1 cannot be created: Stagecraft does not support the image {image}. {Choose}", await ImpossibleAsync(account));
        Assert.IsEmpty(api.Requests.Where(request => request.Contains("/v2/images", StringComparison.Ordinal)));

        // A program may apply a plan without looking at what is impossible.
        Assert.Contains("Stagecraft does not support", Account.Problems(await account.UpAsync()));
        Assert.AreEqual(0, api.Creations);
    }

    [TestMethod]
    [DataRow("ubuntu-22-04-x64", true)]
    [DataRow("ubuntu-24-04-x64", false)]
    [DataRow("ubuntu-26-04-x64", true)]
    [DataRow("debian-12-x64", true)]
    [DataRow("debian-13-x64", false)]
    [DataRow("docker-20-04", true)]
    // Not known without image:read. DigitalOcean decides.
    [DataRow("docker-20-04", false)]
    public async Task A_slug_is_sent_as_text_with_and_without_permission_to_read_images(string image, bool mayRead)
    {
        if (!mayRead) api.Scopes.Remove("image:read");
        var account = OfImage(image);

        Assert.IsNull(await ImpossibleAsync(account));
        Assert.IsEmpty(Account.Problems(await account.UpAsync()));
        Assert.AreEqual($"\"{image}\"", Sent("image"));
    }

    [TestMethod]
    [DataRow("300")]
    [DataRow("golden")]
    [DataRow("Golden image (2026), v2")]
    [DataRow("web 1-x64")]
    public async Task An_id_and_a_name_are_sent_as_a_number(string image)
    {
        api.MaxPageSize = 1;
        api.Images.AddRange([new StandInImage(298, "other"), new StandInImage(299, image.ToUpperInvariant() + "!"), new StandInImage(300, image) { Distribution = "Debian" }]);

        Assert.IsEmpty(Account.Problems(await OfImage(image).UpAsync()));
        Assert.AreEqual("300", Sent("image"));
    }

    [TestMethod]
    public async Task An_id_needs_no_permission_to_read_images_and_a_name_does()
    {
        api.Images.Add(new StandInImage(300, "Golden image"));
        api.Scopes.Remove("image:read");

        Assert.IsEmpty(Account.Problems(await OfImage("300").UpAsync()));
        Assert.AreEqual("300", Sent("image"));

        api.Droplets.Clear();
        const string Expected = "The droplet production-app-1 cannot be created: the image Golden image was not found. "
            + "The token in the environment variable DO_TOKEN lacks permission for the account's own images: \"You are not authorized to perform this operation.\" It needs the scope image:read. "
            + "Check that the token has the scope image:read, or set image to a slug or an id.";
        Assert.AreEqual(Expected, await ImpossibleAsync(OfImage("Golden image")));
        Assert.AreEqual($"production-app-1: {Expected}", Account.Problems(await OfImage("Golden image").UpAsync()));
    }

    [TestMethod]
    [DataRow("golden", "DigitalOcean has no image golden, and this account has no snapshot or custom image with that name. " + Choose)]
    [DataRow("Golden image", "DigitalOcean has no image Golden image, and this account has no snapshot or custom image with that name. " + Choose)]
    [DataRow("..", "DigitalOcean has no image .., and this account has no snapshot or custom image with that name. " + Choose)]
    [DataRow("../account", "DigitalOcean has no image ../account, and this account has no snapshot or custom image with that name. " + Choose)]
    [DataRow("999", "DigitalOcean has no image with the id 999. " + Choose)]
    [DataRow("twin", "this account has 2 images with the name twin (ids 301 and 302). Set image to one of the ids.")]
    public async Task An_image_that_is_not_exactly_one_is_impossible(string image, string expected)
    {
        api.Images.AddRange([new StandInImage(301, "twin"), new StandInImage(302, "twin")]);

        Assert.AreEqual($"The droplet production-app-1 cannot be created: {expected}", await ImpossibleAsync(OfImage(image)));
        Assert.AreEqual(0, api.Creations);
    }

    [TestMethod]
    [DataRow("Ubuntu", true)]
    [DataRow("debian", true)]
    [DataRow("UBUNTU", true)]
    [DataRow("Unknown", true)]
    [DataRow("", true)]
    [DataRow(null, true)]
    [DataRow("Fedora", false)]
    [DataRow("Fedora Atomic", false)]
    [DataRow("Rocky Linux", false)]
    [DataRow("CentOS", false)]
    [DataRow("FreeBSD", false)]
    public async Task The_distribution_decides_about_other_images(string? distribution, bool isAllowed)
    {
        api.Images.Add(new StandInImage(300, "golden") { Distribution = distribution });
        api.Images[^2] = api.Images[^2] with { Distribution = distribution };

        foreach (var image in new[] { "golden", "300", "docker-20-04" })
        {
            Assert.AreEqual(
                isAllowed ? null : $"The droplet production-app-1 cannot be created: the distribution of the image {image} is {distribution}, and Stagecraft supports only Debian and Ubuntu. {Choose}",
                await ImpossibleAsync(OfImage(image)));
        }
    }

    [TestMethod]
    [DataRow("NEW")]
    [DataRow("pending")]
    [DataRow("deleted")]
    public async Task An_image_that_is_not_available_is_impossible(string status)
    {
        api.Images.Add(new StandInImage(300, "golden") { Status = status });

        Assert.AreEqual(
            $"The droplet production-app-1 cannot be created: the image golden is not available: its status is {status}. Wait until it is available, or choose another image.",
            await ImpossibleAsync(OfImage("golden")));
    }

    [TestMethod]
    public async Task An_image_of_another_region_or_for_a_larger_disk_is_impossible()
    {
        api.Images.AddRange([new StandInImage(300, "far") { Regions = ["sfo3", "nyc3"] }, new StandInImage(301, "large") { MinDiskSize = 26 }, new StandInImage(302, "fits") { MinDiskSize = 25 }]);

        Assert.AreEqual(
            "The droplet production-app-1 cannot be created: the image far is not available in the region fra1. Choose another image, or a region that has it: nyc3, sfo3.",
            await ImpossibleAsync(OfImage("far")));
        Assert.AreEqual(
            "The droplet production-app-1 cannot be created: the image large needs a disk of 26 GB, and the size s-1vcpu-1gb has 25 GB. Choose a larger size, or another image.",
            await ImpossibleAsync(OfImage("large")));
        Assert.IsNull(await ImpossibleAsync(OfImage("fits")));
        api.Scopes.Remove("sizes:read");
        Assert.IsNull(await ImpossibleAsync(OfImage("large")));
    }

    [TestMethod]
    public async Task Apply_finds_images_keys_and_networks_again()
    {
        api.Images.Add(new StandInImage(300, "golden"));
        var account = new Account(api) { Names = ["app-1"], Settings = spec => spec with { Image = "golden", Vpc = "default-fra1" } };
        var plan = await account.PlanAsync();

        api.Images[^1] = new StandInImage(301, "golden");
        api.Keys[1] = new StandInKey(9, "deploy");
        api.Vpcs[0] = api.Vpcs[0] with { Id = "11111111-9653-4bd1-bef5-d6bff52042e4" };
        await account.Provider().ApplyAsync(plan, account.Progress, CancellationToken.None);

        Assert.AreEqual("301 [9] \"11111111-9653-4bd1-bef5-d6bff52042e4\"", $"{Sent("image")} {Sent("ssh_keys")} {Sent("vpc_uuid")}");
    }

    [TestMethod]
    public async Task An_image_that_was_removed_after_the_plan_fails_only_its_host()
    {
        api.Images.Add(new StandInImage(300, "golden"));
        var account = new Account(api) { Names = ["app-1", "app-2"], Settings = spec => spec.HostName == "app-1" ? spec with { Image = "golden" } : spec };
        var plan = await account.PlanAsync();
        api.Images.RemoveAt(api.Images.Count - 1);

        var hosts = await account.Provider().ApplyAsync(plan, account.Progress, CancellationToken.None);

        Assert.StartsWith("production-app-1: The droplet production-app-1 cannot be created: DigitalOcean has no image golden", Account.Problems(hosts));
        Assert.AreEqual("production-app-2", api.Droplets.Single().Name);
    }

    [TestMethod]
    [DataRow("[8]", "deploy")]
    [DataRow("[8]", "8")]
    [DataRow("[8]", "3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:08")]
    [DataRow("[8]", "3B:16:E4:BF:8B:00:8B:B8:59:8C:A9:D3:F0:19:FA:08")]
    [DataRow("[8]", "SHA256:zXG5zq6pq7xzEUe5cgKDV1ZTuFVNGeDsKSFXqLsnEzA")]
    [DataRow("[8,7]", "deploy", "other")]
    [DataRow("[7,8]", "other", "8", "deploy", "3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:08", "other")]
    [DataRow("[12]", "our key, 2026: laptop")]
    public async Task Keys_are_named_by_name_id_and_fingerprint_and_sent_once(string sent, params string[] keys)
    {
        api.Keys[0] = api.Keys[0] with { PublicKey = Key(1) };
        api.Keys[1] = api.Keys[1] with { PublicKey = Key(2) };
        api.Keys.Add(new StandInKey(12, "our key, 2026: laptop"));
        if (keys[0].StartsWith("SHA256", StringComparison.Ordinal)) keys = [Sha256(Key(2))];

        Assert.IsEmpty(Account.Problems(await new Account(api) { Names = ["app-1"], SshKeys = keys }.UpAsync()));
        Assert.AreEqual(sent, Sent("ssh_keys"));
    }

    [TestMethod]
    [DataRow("Deploy", "DigitalOcean has no SSH key with the name, id or fingerprint 'Deploy' in this account. Add the key to the account, or correct ssh_keys (or ssh_key_name).")]
    [DataRow("9", "DigitalOcean has no SSH key with the name, id or fingerprint '9' in this account. Add the key to the account, or correct ssh_keys (or ssh_key_name).")]
    [DataRow("SHA256:x", "DigitalOcean has no SSH key with the name, id or fingerprint 'SHA256:x' in this account. Add the key to the account, or correct ssh_keys (or ssh_key_name).")]
    [DataRow("other", "DigitalOcean has 2 SSH keys in this account that 'other' can mean (ids 7 and 20). In ssh_keys, use the fingerprint of one of them.")]
    // The id of one key and the name of another.
    [DataRow("8", "DigitalOcean has 2 SSH keys in this account that '8' can mean (ids 8 and 21). In ssh_keys, use the fingerprint of one of them.")]
    public async Task An_entry_that_is_not_exactly_one_key_is_an_error(string entry, string expected)
    {
        api.Keys.AddRange([new StandInKey(20, "other"), new StandInKey(21, "8")]);

        var exception = await new Account(api) { Names = ["app-1"], SshKeys = ["deploy", entry] }.FailsAsync();
        var own = await ImpossibleAsync(new Account(api) { Names = ["app-1"], Settings = spec => spec with { SshKeys = [entry] } });

        Assert.AreEqual(expected, exception.Message);
        Assert.AreEqual($"The droplet production-app-1 cannot be created: {expected}", own);
        Assert.AreEqual(0, api.Creations);
    }

    [TestMethod]
    public async Task A_plan_has_the_login_keys_of_each_host()
    {
        var account = new Account(api) { Names = ["app-1", "app-2"], SshKeys = ["deploy", "other"], Settings = spec => spec.HostName == "app-2" ? spec with { SshKeys = ["other"] } : spec };

        var plan = await account.PlanAsync();

        Assert.AreEqual("the SSH keys 'deploy' and 'other' of the DigitalOcean account", plan.LoginKeys["production-app-1"].Names);
        Assert.AreEqual("the SSH key 'other' of the DigitalOcean account", plan.LoginKeys["production-app-2"].Names);
        Assert.AreEqual(StandIn.PublicKey, plan.LoginKeys["production-app-2"].PublicKeys.Single());
    }

    [TestMethod]
    [DataRow("default-fra1", Fra1)]
    [DataRow(Fra1, Fra1)]
    [DataRow("5A4981AA-9653-4BD1-BEF5-D6BFF52042E4", Fra1)]
    public async Task A_VPC_is_named_by_name_or_UUID(string vpc, string sent)
    {
        api.MaxPageSize = 1;
        var account = OfVpc(vpc);

        Assert.IsNull(await ImpossibleAsync(account));
        Assert.IsEmpty(Account.Problems(await account.UpAsync()));
        Assert.AreEqual($"\"{sent}\"", Sent("vpc_uuid"));
    }

    [TestMethod]
    [DataRow("default-ams3", "this account has no VPC with the name default-ams3. Create the VPC, or correct vpc.")]
    [DataRow("Default-fra1", "this account has no VPC with the name Default-fra1. Create the VPC, or correct vpc.")]
    [DataRow("00000000-596a-465e-a902-571ce57b79fa", "this account has no VPC with the UUID 00000000-596a-465e-a902-571ce57b79fa. Create the VPC, or correct vpc.")]
    [DataRow("default-nyc3", "the VPC default-nyc3 is in the region nyc3, and the region of the droplet is fra1. Choose a VPC and a region that match.")]
    [DataRow(Nyc3, "the VPC " + Nyc3 + " is in the region nyc3, and the region of the droplet is fra1. Choose a VPC and a region that match.")]
    [DataRow("twin", "this account has 2 VPCs with the name twin in the region fra1 (UUIDs 1 and 2). Set vpc to one of the UUIDs.")]
    public async Task A_VPC_that_is_not_exactly_one_in_the_region_is_impossible(string vpc, string expected)
    {
        api.Vpcs.AddRange([new StandInVpc("1", "twin", "fra1"), new StandInVpc("2", "twin", "fra1"), new StandInVpc("3", "twin", "nyc3")]);

        Assert.AreEqual($"The droplet production-app-1 cannot be created: {expected}", await ImpossibleAsync(OfVpc(vpc)));
        Assert.StartsWith("production-app-1: The droplet production-app-1 cannot be created", Account.Problems(await OfVpc(vpc).UpAsync()));
        Assert.AreEqual(0, api.Creations);
    }

    [TestMethod]
    public async Task A_VPC_of_the_same_name_in_another_region_does_not_count()
    {
        api.Vpcs.AddRange([new StandInVpc("1", "twin", "nyc3"), new StandInVpc("2", "twin", "fra1")]);

        await OfVpc("twin").UpAsync();

        Assert.AreEqual("\"2\"", Sent("vpc_uuid"));
    }

    [TestMethod]
    public async Task A_region_without_a_number_becomes_that_of_the_VPC()
    {
        var account = new Account(api) { Names = ["app-1"], Settings = spec => spec with { Region = "nyc", Vpc = "default-nyc3" } };

        Assert.IsEmpty(Account.Problems(await account.UpAsync()));
        Assert.AreEqual($"\"nyc3\" \"{Nyc3}\"", $"{Sent("region")} {Sent("vpc_uuid")}");
    }

    [TestMethod]
    public async Task A_UUID_needs_no_permission_to_read_VPCs_and_a_name_does()
    {
        api.Scopes.Remove("vpc:read");

        Assert.AreEqual(
            "The droplet production-app-1 cannot be created: the VPC default-fra1 was not found. "
            + "The token in the environment variable DO_TOKEN lacks permission for the account's VPCs: \"You are not authorized to perform this operation.\" It needs the scope vpc:read. "
            + "Check that the token has the scope vpc:read, or set vpc to the UUID of the VPC.",
            await ImpossibleAsync(OfVpc("default-fra1")));
        Assert.IsEmpty(Account.Problems(await OfVpc(Fra1).UpAsync()));
        Assert.AreEqual($"\"{Fra1}\"", Sent("vpc_uuid"));
    }

    [TestMethod]
    public async Task Absent_settings_are_not_sent_and_false_is()
    {
        var account = new Account(api) { Names = ["app-1"] };
        await account.UpAsync();
        Assert.AreEqual("name region size image ssh_keys tags", string.Join(' ', api.Accepted[0].EnumerateObject().Select(field => field.Name)));
        Assert.IsEmpty(api.Requests.Where(request => request.Contains("/v2/vpcs", StringComparison.Ordinal) || request.Contains("private", StringComparison.Ordinal)));

        account = new Account(api) { Names = ["app-2"], Settings = spec => spec with { Monitoring = false, IPv6 = true, UserData = "#!/bin/sh\necho \"ü\" > /run/x\n", Tags = ["team:web", "WEB", "web"] } };
        await account.UpAsync();
        Assert.AreEqual("false true", $"{Sent("monitoring")} {Sent("ipv6")}");
        Assert.AreEqual("#!/bin/sh\necho \"ü\" > /run/x\n", api.Accepted[^1].GetProperty("user_data").GetString());
        Assert.AreEqual("""["stagecraft","stagecraft-env-production","stagecraft-role-app","team:web","WEB"]""", Sent("tags"));

        account = new Account(api) { Names = ["app-3"], Settings = spec => spec with { UserData = "" } };
        await account.UpAsync();
        Assert.IsFalse(api.Accepted[^1].TryGetProperty("user_data", out _));
    }

    [TestMethod]
    public async Task An_existing_droplet_is_not_compared_with_settings_of_new_ones()
    {
        api.Droplets.Add(new StandInDroplet { Id = 1, Name = "production-app-1", Tags = [.. StandInDroplet.OurTags, "manual"] });
        var account = new Account(api) { Names = ["app-1"], SshKeys = ["none"], Settings = spec => spec with { Image = "fedora-42-x64", Vpc = "none", Tags = ["web"], IPv6 = true } };

        Assert.IsEmpty(Account.Problems(await account.UpAsync()));
        Assert.AreEqual(0, api.Creations);
    }

    [TestMethod]
    public void A_droplet_as_text_does_not_show_its_user_data() =>
        Assert.AreEqual(
            "production-app-1 (s-1vcpu-1gb, fra1, ubuntu-24-04-x64)",
            new DropletSpec("production", "app-1", "app", "s-1vcpu-1gb", "fra1") { UserData = "#!/bin/sh\nTOKEN=hidden\n" }.ToString());

    [TestMethod]
    [DataRow("image", "true")]
    [DataRow("ssh_keys", "[true]")]
    [DataRow("ssh_keys", "8")]
    [DataRow("tags", "[\"a b\"]")]
    [DataRow("vpc_uuid", "7")]
    [DataRow("monitoring", "\"yes\"")]
    [DataRow("ipv6", "null")]
    [DataRow("user_data", "7")]
    [DataRow("backups", "true")]
    public void The_stand_in_refuses_what_the_document_refuses(string field, string value)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = "\"a\"",
            ["region"] = "\"fra1\"",
            ["size"] = "\"s-1vcpu-1gb\"",
            ["image"] = "7",
            ["ssh_keys"] = "[\"a\", 1]",
            ["tags"] = "[]",
            ["vpc_uuid"] = "\"a\"",
            ["monitoring"] = "true",
            ["ipv6"] = "false",
            ["user_data"] = "\"\"",
        };
        Assert.IsNull(Violation(fields));
        fields[field] = value;
        Assert.Contains(field, Violation(fields)!);
    }

    private static string? Violation(Dictionary<string, string> fields)
    {
        using var body = JsonDocument.Parse($"{{{string.Join(',', fields.Select(field => $"\"{field.Key}\": {field.Value}"))}}}");
        return RequestRules.Violation(body.RootElement);
    }

    private Account OfImage(string image) => new(api) { Names = ["app-1"], Settings = spec => spec with { Image = image } };

    private Account OfVpc(string vpc) => new(api) { Names = ["app-1"], Settings = spec => spec with { Vpc = vpc } };

    private static async Task<string?> ImpossibleAsync(Account account) => (await account.PlanAsync()).Impossible.GetValueOrDefault("production-app-1")?.ToString();

    /// <summary>A field of the last create request, as JSON.</summary>
    private string Sent(string field) => api.Accepted[^1].GetProperty(field).GetRawText();

    private static string Key(byte seed) => $"ssh-ed25519 {Convert.ToBase64String([0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. Enumerable.Repeat(seed, 32)])} deploy@example.com";

    private static string Sha256(string key) => "SHA256:" + Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Convert.FromBase64String(key.Split(' ')[1]))).TrimEnd('=');
}
