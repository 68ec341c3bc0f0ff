namespace Stagecraft.Build.Tasks;

public partial class LeaveNetwork
{
    /// <summary>The ids, names or roles of the hosts that leave, with the wildcards <c>*</c> and <c>?</c>. Required, so that not all hosts leave by mistake.</summary>
    public string[] Limit { get; set; } = [];
}
