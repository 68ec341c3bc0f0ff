using System.Text.Json.Serialization;

namespace Stagecraft.Providers.DigitalOcean.Api;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DropletPage))]
[JsonSerializable(typeof(DropletAnswer))]
[JsonSerializable(typeof(DropletRequest))]
[JsonSerializable(typeof(SshKeyPage))]
[JsonSerializable(typeof(RegionPage))]
[JsonSerializable(typeof(SizePage))]
[JsonSerializable(typeof(ReservedIpPage))]
[JsonSerializable(typeof(ImageAnswer))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class DigitalOceanJson : JsonSerializerContext;
