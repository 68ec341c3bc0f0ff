namespace Stagecraft.Lab.Tests.Platforms;

[TestClass]
public sealed class PlatformPageTests
{
    [TestMethod]
    public void The_page_names_the_supported_platforms_and_has_a_row_for_each() =>
        Assert.IsTrue(PlatformPage.IsCurrent, $"docs/platforms.md has other text: {PlatformPage.HowToMake}.");
}
