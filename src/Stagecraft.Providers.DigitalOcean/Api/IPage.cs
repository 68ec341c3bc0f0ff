namespace Stagecraft.Providers.DigitalOcean.Api;

/// <summary>One page of a list. A list without its items is no list.</summary>
internal interface IPage<out T>
{
    IReadOnlyList<T>? Items { get; }

    PageLinks? Links { get; }
}
