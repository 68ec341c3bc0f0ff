using Stagecraft.Bootstrap;
using Stagecraft.Testing;

namespace Stagecraft.Configuration.Tests.Schema;

/// <summary>An editor reports the same errors in a <c>stagecraft.yml</c> as the tool.</summary>
[TestClass]
public sealed class SchemaTests
{
    private const string Droplets = "token_env: T, ssh_key_name: k, hosts: {production: {app-1: }}";
    private const string Placed = Droplets + ", default_region: b, default_size: a";

    public static IEnumerable<object[]> Samples => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "samples"), "stagecraft.yml", SearchOption.AllDirectories)
        .Select(file => new object[] { Path.GetRelativePath(Repository.Root, file) });

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void Both_accept_a_sample_and_an_editor_finds_its_schema(string sample)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, sample));

        BothTake(text);
        Assert.StartsWith($"# yaml-language-server: $schema={ConfigurationSchema.Document["$id"]}\n", text);
    }

    [TestMethod]
    [DataRow("network: {provider: none}")]
    [DataRow("network: {provider: none}\napps: {web: [1, {}]}\ninfra: {state: x, bootstrap: }\ncloud: ")]
    [DataRow("infra: {bootstrap: {network: {provider: none}}}")]
    [DataRow("network: {provider: tailscale}\ninfra: {bootstrap: {network: {provider: none}}}")]
    [DataRow("{network: {provider: none, providers: {none: {}, tailscale: }}}")]
    public void Both_accept_a_file(string yaml) => BothTake(yaml);

    [TestMethod]
    [DataRow("maxParallelHosts: 1024\nssh:\ndocker:\ntimeouts:")]
    [DataRow("ssh: {user: ubuntu, port: 2222, privateKeyPath: ~/.ssh/id, certificatePath: c.pub, passphraseEnv: P, knownHostsFile: k, hostKeyPolicy: off, connectTimeout: 1m}")]
    [DataRow("ssh: {proxyJump: bastion}")]
    [DataRow("ssh: {sudoPasswordEnv: P}")]
    [DataRow("ssh: {sudoPasswordFile: ~/.sudo}")]
    [DataRow("ssh: {proxyJump: none}")]
    [DataRow("ssh: {identityAgent: none, config: true}")]
    [DataRow("ssh: {identityAgent: SSH_AUTH_SOCK, config: false}")]
    [DataRow("ssh: {identityAgent: '~/.1password/agent.sock', privateKeyPath: ~/.ssh/deploy.pub, config: ~/.ssh/config-production}")]
    [DataRow("ssh: {identityAgent: '\\\\.\\pipe\\openssh-ssh-agent'}")]
    [DataRow("ssh: {proxyCommand: 'ssh -W %h:%p %r@bastion # %n 100%%'}")]
    [DataRow("ssh: {proxyCommand: none, proxyJump: bastion}")]
    [DataRow("ssh: {proxyCommand: connect %h, proxyJump: none}")]
    [DataRow("ssh: {kexAlgorithms: 'curve25519-sha256, ecdh-sha2-nistp256', ciphers: ^aes256-ctr, macs: -*etm*, hostKeyAlgorithms: +ssh-ed25519}")]
    [DataRow("ssh: {kexAlgorithms: [curve25519-sha256, 'ecdh*'], ciphers: [^aes256-ctr], macs: ['-*etm*', hmac-sha2-256]}")]
    [DataRow("ssh: {proxyJump: 'ops@bastion.example.com:2222, a@b@203.0.113.7,[2001:db8::7]:22'}")]
    [DataRow("docker: {enabled: false, installMethod: docker-ce, version: 27.5, mirror: 'https://m.example.com:8443/docker', mirrorKeyFingerprint: 9dc858229fc7dd38854ae2d88d81803c0ebfcd88, composeRequired: false}")]
    [DataRow("docker: {users: [deploy, ci_1, 'a.b-c'], daemon: {log-driver: local, log-opts: {max-size: 10m, max-file: 3}, labels: [a=b], live-restore: true}, restart: never, hold: true}")]
    [DataRow("docker: {users: , daemon: , proxy: , restart: idle}")]
    [DataRow("docker: {proxy: {http: 'http://proxy.example.com:3128', https: 'socks5://10.0.0.1:1080/', noProxy: 'localhost,10.0.0.0/8,.example.com'}}")]
    [DataRow("docker: {proxy: {httpEnv: P, httpsFile: p}}")]
    [DataRow("docker: {version: 27}")]
    [DataRow("docker: {version: 27.5.1}")]
    [DataRow("timeouts: {query: 1s, install: 1440m, join: 24h, settle: 86400s}")]
    [DataRow("timeouts: {query: 007s}")]
    public void Both_accept_a_bootstrap_section(string lines) => BothTake(Bootstrap(lines));

    [TestMethod]
    [DataRow("static: {hosts: [{id: 12345, name: 7, role: true, publicIp: 203.0.113.7, tags: ['tag:a', 1], sshUser: u, sshPort: 1, sshHostKey: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'}]}")]
    [DataRow("static: {hosts: [{id: a, public_ip: '2001:db8::1', ssh_user: u, ssh_port: 65535, ssh_host_key: '', tags: }]}")]
    [DataRow("static: {hosts: [{id: a, publicIp: db_1.example.com.}, {id: b, publicIp: 'fe80::1%eth0'}, {id: c, publicIp: ' a '}, {id: d}]}")]
    [DataRow("static: {hosts: {app-1: {publicIp: a.b}, app-2: {id: x}}}")]
    [DataRow("static: {hosts: [{id: a, sshSudoPasswordEnv: P}, {id: b, sshSudoPasswordFile: f}]}")]
    [DataRow("static: {hosts: [{id: a, sshPrivateKeyPath: k, sshCertificatePath: k-cert.pub, sshPassphraseEnv: P, sshIdentityAgent: none, sshKnownHostsFile: ~/known, sshProxyCommand: connect %h %p}]}")]
    [DataRow("static: {hosts: [{id: a, sshProxyJump: 'ops@bastion:2222,[2001:db8::7]'}, {id: b, sshProxyJump: none, sshProxyCommand: connect %h}, {id: c, sshProxyJump: bastion, sshProxyCommand: none}]}")]
    [DataRow("static: {hosts: [{id: a, sshPrivateKeyPath: '', sshCertificatePath: '', sshPassphraseEnv: ' ', sshIdentityAgent: '', sshKnownHostsFile: '', sshProxyJump: '', sshProxyCommand: ' '}]}")]
    [DataRow("command: {command: [a, '', 1], workingDirectory: .., timeout: 10s}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, default_region: fra1, default_size: s-1vcpu-1gb, api_url: 'http://127.0.0.1:8080', hosts: {production: {app-1: , app-2: {role: web, size: b, region: c}}, staging: {a: {}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, hosts: {production: {app-1: {size: b, region: c}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_keys: [k, 289794, '3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:45'], hosts: {production: {app-1: {size: b, region: c, ssh_keys: [x]}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_keys: [k], ssh_key_name: l, hosts: {production: {app-1: {size: b, region: c, ssh_keys: , tags: }}}}")]
    [DataRow("digitalocean: {" + Placed + ", image: debian-13-x64, vpc: env.prod-vpc, tags: ['a:b', c_D-1, 7], monitoring: true, ipv6: false, user_data: '#cloud-config'}")]
    [DataRow("digitalocean: {" + Placed + ", image: 156789012, vpc: 5a4981aa-9653-4bd1-bef5-d6bff52042e4, user_data: ''}")]
    [DataRow("digitalocean: {" + Placed + ", image: 'Golden image (2026)', vpc: 7}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, hosts: {production: {app-1: {size: b, region: c, image: x, vpc: v, tags: [a], monitoring: false, ipv6: true, user_data: a}}}}")]
    public void Both_accept_a_cloud_provider(string provider) => BothTake(Cloud(provider));

    [TestMethod]
    [DataRow("auth_key_env: K, tailnet_domain: example.ts.net")]
    [DataRow("auth_key_file: ~/key, tailnet_domain: Example.TS.net., default_tags: ['tag:a-1'], role_tags: {app: ['tag:B'], db: }, login_server: 'http://headscale:8080/x', install: ")]
    [DataRow("auth_key_env: K, tailnet_domain: local, install: {method: skip, min_version: 1.80, mirror: 'https://m/'}")]
    [DataRow("auth_key_env: K, tailnet_domain: local, install: {method: auto, min_version: 1.80.2-t1}")]
    [DataRow("auth_key_env: K, tailnet_domain: local, default_tags: ['tag:a'], oauth_client_secret_env: O, replace_offline_node: true, replace_offline_after: 1h")]
    [DataRow("auth_key_env: K, tailnet_domain: local, default_tags: ['tag:a'], login_server: 'https://h', headscale_api_key_env: H, replace_offline_node: true")]
    [DataRow("tailnet_domain: a, join: false")]
    [DataRow("auth_key_env: K, tailnet_domain: a, join: true, install: {version: 1.80, hold: true, min_version: 1.80.2}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, install: {version: latest, hold: false}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: , role_settings: {app: , db: {}}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: {ssh: true, accept_routes: false, accept_dns: true, advertise_routes: [10.0.0.0/8, 'fd00::/64'], exit_node: 100.64.0.7, shields_up: true, auto_update: false}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: {advertise_exit_node: true, exit_node: none, advertise_routes: []}, role_settings: {app: {exit_node: 'fd7a:115c:a1e0::7', advertise_exit_node: false}}")]
    public void Both_accept_tailscale(string settings) => BothTake(Tailscale(settings));

    [TestMethod]
    [DataRow("")]
    [DataRow("[network]")]
    [DataRow("other: 1")]
    [DataRow("network: ")]
    [DataRow("network: none")]
    [DataRow("network: {provider: nonesuch}")]
    [DataRow("network: {provider: [none]}")]
    [DataRow("network: {provider: none, providrs: {}}")]
    [DataRow("network: {provider: none, providers: {none: {a: 1}}}")]
    [DataRow("network: {provider: none, providers: {wireguard: {}}}")]
    [DataRow("network: {provider: tailscale}")]
    [DataRow("network: {provider: tailscale, providers: {tailscale: }}")]
    [DataRow("infra: {bootstrap: {network: {provider: tailscale}}}")]
    [DataRow("network: {provider: none}\ninfra: []")]
    [DataRow("network: {provider: none}\ninfra: {bootstrap: {network: {name: none}}}")]
    [DataRow("network: {provider: none}\ncloud: {provider: statc}")]
    [DataRow("network: {provider: none}\ncloud: {provider: static}")]
    [DataRow("network: {provider: none}\ncloud: {provider: command, providers: {static: {hosts: [{id: a}]}}}")]
    [DataRow("network: {provider: none}\ncloud: {provider: digitalocean, providers: }")]
    [DataRow("network: {provider: none}\ncloud: {providers: {comand: {}}}")]
    [DataRow("network: {provider: none}\ncloud: {hosts: []}")]
    public void Both_refuse_a_file(string yaml) => BothRefuse(yaml);

    [TestMethod]
    [DataRow("parallel: 3")]
    [DataRow("maxParallelHosts: 0")]
    [DataRow("maxParallelHosts: 1025")]
    [DataRow("maxParallelHosts: many")]
    [DataRow("maxParallelHosts: 1.5")]
    [DataRow("ssh: [a]")]
    [DataRow("ssh: {usr: x}")]
    [DataRow("ssh: {user: a b}")]
    [DataRow("ssh: {user: ''}")]
    [DataRow("ssh: {port: 70000}")]
    [DataRow("ssh: {port: 0}")]
    [DataRow("ssh: {privateKeyPath: ''}")]
    [DataRow("ssh: {knownHostsFile: [k]}")]
    [DataRow("ssh: {hostKeyPolicy: 'no'}")]
    [DataRow("ssh: {hostKeyPolicy: Strict}")]
    [DataRow("ssh: {proxyJump: ''}")]
    [DataRow("ssh: {proxyJump: 'a b'}")]
    [DataRow("ssh: {proxyJump: 'bastion:ssh'}")]
    [DataRow("ssh: {proxyJump: 'bastion:65536'}")]
    [DataRow("ssh: {proxyJump: 'one,,two'}")]
    [DataRow("ssh: {proxyJump: '2001:db8::7'}")]
    [DataRow("ssh: {proxyJump: 'ssh://bastion'}")]
    [DataRow("ssh: {proxyJump: [a]}")]
    [DataRow("ssh: {certificatePath: c.pub}")]
    [DataRow("ssh: {sudoPasswordEnv: P, sudoPasswordFile: f}")]
    [DataRow("ssh: {sudoPasswordEnv: [P]}")]
    [DataRow("ssh: {identityAgent: ''}")]
    [DataRow("ssh: {identityAgent: [a]}")]
    [DataRow("ssh: {proxyCommand: ''}")]
    [DataRow("ssh: {proxyCommand: ' '}")]
    [DataRow("ssh: {proxyCommand: 'connect %x'}")]
    [DataRow("ssh: {proxyCommand: 'connect %'}")]
    [DataRow("ssh: {proxyCommand: 'connect %%%'}")]
    [DataRow("ssh: {proxyCommand: \"connect\\n%h\"}")]
    [DataRow("ssh: {proxyCommand: [connect]}")]
    [DataRow("ssh: {proxyCommand: connect %h, proxyJump: bastion}")]
    [DataRow("ssh: {kexAlgorithms: ''}")]
    [DataRow("ssh: {kexAlgorithms: 'curve25519-sha256,,ecdh*'}")]
    [DataRow("ssh: {ciphers: [aes256-ctr, '']}")]
    [DataRow("ssh: {ciphers: []}")]
    [DataRow("ssh: {macs: ^}")]
    [DataRow("ssh: {macs: {}}")]
    [DataRow("ssh: {hostKeyAlgorithms: [[ssh-ed25519]]}")]
    [DataRow("ssh: {config: ''}")]
    [DataRow("ssh: {config: [a]}")]
    [DataRow("ssh: {connectTimeout: 10}")]
    [DataRow("docker: {enabled: yes}")]
    [DataRow("docker: {installMethod: docker}")]
    [DataRow("docker: {users: deploy}")]
    [DataRow("docker: {users: ['a b']}")]
    [DataRow("docker: {users: [root]}")]
    [DataRow("docker: {users: ['-x']}")]
    [DataRow("docker: {daemon: [a]}")]
    [DataRow("docker: {daemon: on}")]
    [DataRow("docker: {restart: sometimes}")]
    [DataRow("docker: {hold: docker-ce}")]
    [DataRow("docker: {proxy: 'http://p:1'}")]
    [DataRow("docker: {proxy: {}}")]
    [DataRow("docker: {proxy: {noProxy: localhost}}")]
    [DataRow("docker: {proxy: {http: proxy.example.com}}")]
    [DataRow("docker: {proxy: {http: 'ftp://p'}}")]
    [DataRow("docker: {proxy: {http: 'http://user:word@p:3128'}}")]
    [DataRow("docker: {proxy: {http: 'http://p:1', httpEnv: P}}")]
    [DataRow("docker: {proxy: {http: 'http://p:1', noProxy: 'a, b'}}")]
    [DataRow("docker: {proxy: {http: 'http://p:1', port: 1}}")]
    [DataRow("docker: {version: '27;reboot'}")]
    [DataRow("docker: {version: newest}")]
    [DataRow("docker: {version: -1}")]
    [DataRow("docker: {mirror: 'https://m.example.com'}")]
    [DataRow("docker: {installMethod: docker-ce, mirror: 'ftp://m.example.com'}")]
    [DataRow("docker: {installMethod: docker-ce, mirror: 'https://u@m.example.com'}")]
    [DataRow("docker: {mirrorKeyFingerprint: 9DC858229FC7DD38854AE2D88D81803C0EBFCD88}")]
    [DataRow("docker: {installMethod: docker-ce, mirror: 'https://m', mirrorKeyFingerprint: 9DC8}")]
    [DataRow("timeouts: {query: 0s}")]
    [DataRow("timeouts: {query: 86401s}")]
    [DataRow("timeouts: {install: 1441m}")]
    [DataRow("timeouts: {join: 25h}")]
    [DataRow("timeouts: {settle: 1 h}")]
    [DataRow("timeouts: {settle: 1d}")]
    [DataRow("timeouts: {connect: 1s}")]
    public void Both_refuse_a_bootstrap_section(string lines) => BothRefuse(Bootstrap(lines));

    [TestMethod]
    [DataRow("static: {hosts: []}")]
    [DataRow("static: {hosts: {}}")]
    [DataRow("static: {hosts: a}")]
    [DataRow("static: {hosts: [a]}")]
    [DataRow("static: {hosts: [{name: a}]}")]
    [DataRow("static: {hosts: [{id: ''}]}")]
    [DataRow("static: {hosts: [{id: a, ip: 203.0.113.7}]}")]
    [DataRow("static: {hosts: [{id: a, publicIp: 203.0.113.256}]}")]
    [DataRow("static: {hosts: [{id: a, publicIp: '[2001:db8::1]'}]}")]
    [DataRow("static: {hosts: [{id: a, publicIp: root@a}]}")]
    [DataRow("static: {hosts: [{id: a, publicIp: -a.example.com}]}")]
    [DataRow("static: {hosts: [{id: a, publicIp: a, public_ip: a}]}")]
    [DataRow("static: {hosts: [{id: a, tags: web}]}")]
    [DataRow("static: {hosts: [{id: a, tags: [[web]]}]}")]
    [DataRow("static: {hosts: [{id: a, sshPort: 65536}]}")]
    [DataRow("static: {hosts: [{id: a, sshHostKey: 'MD5:aa'}]}")]
    [DataRow("static: {hosts: [{id: a, sshCertificatePath: c.pub}]}")]
    [DataRow("static: {hosts: [{id: a, sshPassphraseEnv: P}]}")]
    [DataRow("static: {hosts: [{id: a, sshPassphraseEnv: P, sshPrivateKeyPath: ''}]}")]
    [DataRow("static: {hosts: [{id: a, sshProxyJump: 'a b'}]}")]
    [DataRow("static: {hosts: [{id: a, sshProxyCommand: 'connect %x'}]}")]
    [DataRow("static: {hosts: [{id: a, sshProxyCommand: connect %h, sshProxyJump: bastion}]}")]
    [DataRow("static: {hosts: [{id: a, sshIdentityAgent: [a]}]}")]
    [DataRow("command: {}")]
    [DataRow("command: {command: terraform}")]
    [DataRow("command: {command: []}")]
    [DataRow("command: {command: ['']}")]
    [DataRow("command: {command: [a], timeout: soon}")]
    [DataRow("command: {command: [a], shell: true}")]
    [DataRow("digitalocean: {ssh_key_name: k, default_size: a, default_region: b, hosts: {production: {app-1: }}}")]
    [DataRow("digitalocean: {token_env: T, default_size: a, default_region: b, hosts: {production: {app-1: }}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, default_size: a, default_region: b}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, default_size: a, default_region: b, hosts: {}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, default_size: a, default_region: b, hosts: {production: }}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, default_size: a, default_region: b, hosts: {Production: {app-1: }}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, default_size: a, default_region: b, hosts: {production: {app_1: }}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, default_size: a, default_region: b, hosts: {production: {app-1: {role: The Web}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, default_size: a, default_region: b, hosts: {production: {app-1: {images: x}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, default_size: A B, default_region: b, hosts: {production: {app-1: }}}")]
    [DataRow("digitalocean: {" + Droplets + "}")]
    [DataRow("digitalocean: {" + Droplets + ", default_size: a}")]
    [DataRow("digitalocean: {" + Droplets + ", default_region: b}")]
    [DataRow("digitalocean: {" + Droplets + ", default_region: b, default_size: a, api_url: 'http://api.example.com'}")]
    [DataRow("digitalocean: {" + Droplets + ", default_region: b, default_size: a, token: secret}")]
    [DataRow("digitalocean: {token_env: T, ssh_keys: , hosts: {production: {app-1: {size: b, region: c}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_keys: [], hosts: {production: {app-1: {size: b, region: c}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_keys: [''], hosts: {production: {app-1: {size: b, region: c}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_keys: k, hosts: {production: {app-1: {size: b, region: c}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, ssh_keys: [], hosts: {production: {app-1: {size: b, region: c}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: , ssh_keys: [k], hosts: {production: {app-1: {size: b, region: c}}}}")]
    [DataRow("digitalocean: {token_env: T, hosts: {production: {app-1: {size: b, region: c, ssh_keys: [k]}}}}")]
    [DataRow("digitalocean: {token_env: T, ssh_key_name: k, hosts: {production: {app-1: {size: b, region: c, ssh_keys: []}}}}")]
    [DataRow("digitalocean: {" + Placed + ", image: ''}")]
    [DataRow("digitalocean: {" + Placed + ", image: 0}")]
    [DataRow("digitalocean: {" + Placed + ", image: '00'}")]
    [DataRow("digitalocean: {" + Placed + ", image: [a]}")]
    [DataRow("digitalocean: {" + Placed + ", vpc: a_b}")]
    [DataRow("digitalocean: {" + Placed + ", vpc: ''}")]
    [DataRow("digitalocean: {" + Placed + ", tags: a}")]
    [DataRow("digitalocean: {" + Placed + ", tags: ['a b']}")]
    [DataRow("digitalocean: {" + Placed + ", tags: [StageCraft-x]}")]
    [DataRow("digitalocean: {" + Placed + ", monitoring: yes}")]
    [DataRow("digitalocean: {" + Placed + ", ipv6: 1}")]
    [DataRow("digitalocean: {" + Placed + ", user_data: {a: b}}")]
    public void Both_refuse_a_cloud_provider(string provider) => BothRefuse(Cloud(provider));

    [TestMethod]
    [DataRow("auth_key_env: K")]
    [DataRow("tailnet_domain: example.ts.net")]
    [DataRow("auth_key_env: K, auth_key_file: f, tailnet_domain: example.ts.net")]
    [DataRow("auth_key: K, tailnet_domain: example.ts.net")]
    [DataRow("auth_key_env: K, tailnet_domain: 'https://example.ts.net'")]
    [DataRow("auth_key_env: K, tailnet_domain: ''")]
    [DataRow("auth_key_env: K, tailnet_domain: a, default_tags: 'tag:a'")]
    [DataRow("auth_key_env: K, tailnet_domain: a, default_tags: [a]")]
    [DataRow("auth_key_env: K, tailnet_domain: a, role_tags: ['tag:a']")]
    [DataRow("auth_key_env: K, tailnet_domain: a, role_tags: {app: ['tag:1']}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, login_server: headscale")]
    [DataRow("auth_key_env: K, tailnet_domain: a, login_server: 'https://h/?a'")]
    [DataRow("auth_key_env: K, tailnet_domain: a, install: {method: apt}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, install: {min_version: new}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, install: {mirror: pkgs}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, install: {version: newest}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, install: {version: 1.80.2-1}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, install: {hold: maybe}")]
    [DataRow("tailnet_domain: a, join: true")]
    [DataRow("auth_key_env: K, tailnet_domain: a, join: never")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: [ssh]")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: {ssh: maybe}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: {tags: ['tag:a']}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: {advertise_routes: 10.0.0.0/8}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: {advertise_routes: [10.0.0.1]}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: {exit_node: router}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, settings: {exit_node: 100.64.0.7, advertise_exit_node: true}")]
    [DataRow("auth_key_env: K, tailnet_domain: a, role_settings: {app: {exit: true}}")]
    public void Both_refuse_tailscale(string settings) => BothRefuse(Tailscale(settings));

    /// <summary>Rules that a schema cannot express, or only in an unreadable way.</summary>
    [TestMethod]
    [DataRow("netwrok: {}\ninfra: {bootstrap: {network: {provider: none}}}", "A slip in a name of ours looks like a section of another feature.")]
    [DataRow("network: {provider: none}\ninfra: {bootstap: {}}", "The same, in infra.")]
    [DataRow("network: {provider: none}\ncloud: {provider: static, providers: {static: {hosts: [{id: a}, {id: a}]}}}", "Ids are unique.")]
    [DataRow("network: {provider: none}\ncloud: {provider: static, providers: {static: {hosts: [{id: a, publicIp: ':::'}]}}}", "The grammar of IPv6.")]
    [DataRow("network: {provider: tailscale, providers: {tailscale: {auth_key_env: K, tailnet_domain: a, install: {min_version: 2}}}}", "A number may be a version such as 1.80, which JSON has no other type for.")]
    [DataRow("network: {provider: tailscale, providers: {tailscale: {auth_key_env: K, tailnet_domain: a, install: {version: 1.78, min_version: 1.80}}}}", "Order of versions.")]
    [DataRow("network: {provider: tailscale, providers: {tailscale: {auth_key_env: K, tailnet_domain: a, settings: {advertise_routes: [10.0.0.1/8]}}}}", "Arithmetic with addresses.")]
    [DataRow("network: {provider: tailscale, providers: {tailscale: {auth_key_env: K, tailnet_domain: a, settings: {advertise_exit_node: true}, role_settings: {app: {exit_node: 100.64.0.7}}}}}", "The settings of a role are combined with the common ones.")]
    [DataRow("network: {provider: none}\ncloud: {provider: command, providers: {command: {command: ['', a]}}}", "A tuple whose end is open, which ajv's strict mode refuses.")]
    public void Only_the_loader_refuses(string yaml, string why)
    {
        Assert.IsFalse(LoaderTakes(yaml), why);
        Assert.IsTrue(ConfigurationSchema.Takes(yaml), why);
    }

    /// <summary>What the loader accepts for convenience, and what it ignores. An editor marks it.</summary>
    [TestMethod]
    [DataRow("network: {provider: none}\ninfra: {bootstrap: {ssh: {port: '22'}}}", "A number in quotes is read as a number.")]
    [DataRow("network: {provider: none}\ninfra: {bootstrap: {docker: {enabled: 'true'}}}", "So are true and false.")]
    [DataRow("network: {provider: none}\ninfra: {bootstrap: {ssh: {port: }}}", "A key without a value counts as absent.")]
    [DataRow("network: {provider: none, providers: {tailscale: {nonsense: 1}}}", "Settings of a provider that is not chosen are not read.")]
    [DataRow("network: {provider: nonesuch}\ninfra: {bootstrap: {network: {provider: none}}}", "Neither is a choice that is overridden.")]
    [DataRow("network: {provider: none}\ninfra: {bootstrap: {max_parallel_hosts: 3}}", "The schema has one of the two spellings of a key.")]
    public void Only_the_schema_refuses(string yaml, string why)
    {
        Assert.IsTrue(LoaderTakes(yaml), why);
        Assert.IsFalse(ConfigurationSchema.Takes(yaml), why);
    }

    private static string Bootstrap(string lines) => $"network: {{provider: none}}\ninfra:\n  bootstrap:\n    {lines.ReplaceLineEndings("\n    ")}\n";

    private static string Cloud(string provider) => $"network: {{provider: none}}\ncloud: {{provider: {provider.Split(':')[0]}, providers: {{{provider}}}}}";

    private static string Tailscale(string settings) => $"network: {{provider: tailscale, providers: {{tailscale: {{{settings}}}}}}}";

    private static void BothTake(string yaml)
    {
        Config.Read(yaml, Config.RunEnvironment(), secrets: false);
        Assert.IsTrue(ConfigurationSchema.Takes(yaml), $"The schema refuses:\n{yaml}");
    }

    private static void BothRefuse(string yaml)
    {
        Assert.IsFalse(LoaderTakes(yaml), $"The loader takes:\n{yaml}");
        Assert.IsFalse(ConfigurationSchema.Takes(yaml), $"The schema takes:\n{yaml}");
    }

    private static bool LoaderTakes(string yaml)
    {
        try
        {
            Config.Read(yaml, Config.RunEnvironment(), secrets: false);
            return true;
        }
        catch (ConfigurationException)
        {
            return false;
        }
    }
}
