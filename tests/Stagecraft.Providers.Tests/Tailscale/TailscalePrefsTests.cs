using Stagecraft.Providers.Tailscale;

namespace Stagecraft.Providers.Tests.Tailscale;

[TestClass]
public sealed class TailscalePrefsTests
{
    [TestMethod]
    public void The_clients_settings_are_read()
    {
        var prefs = TailscalePrefs.Parse(Prefs.With("""{ "ShieldsUp": true, "ControlURL": "https://headscale.lab:8443" }"""));

        Assert.IsTrue(prefs.ShieldsUp);
        Assert.AreEqual("https://headscale.lab:8443", prefs.ControlUrl);
        Assert.IsFalse(TailscalePrefs.Parse(Prefs.Default).ShieldsUp);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("no")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("7")]
    [DataRow("""{"ShieldsUp":"true","ControlURL":7}""")]
    [DataRow("""{"ControlURL":"\uD800"}""")]
    public void Invalid_settings_count_as_absent(string text)
    {
        var prefs = TailscalePrefs.Parse(text);

        Assert.AreEqual("False  True False", $"{prefs.ShieldsUp} {prefs.ControlUrl} {prefs.AcceptDns} {prefs.AdvertiseExitNode}");
        Assert.IsEmpty(prefs.AdvertiseRoutes);
        Assert.IsNull(prefs.AutoUpdate);
    }
}
