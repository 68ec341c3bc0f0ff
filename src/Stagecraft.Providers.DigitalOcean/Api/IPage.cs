namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>One page of a list. A page without items is an invalid response.</summary>
internal interface IPage<out T>
{
    IReadOnlyList<T>? Items { get; }

    PageLinks? Links { get; }
}
